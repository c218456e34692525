#ifndef PLACE_CALL_H
#define PLACE_CALL_H

/** What place_call() says of the client when it returns. */
enum placed {
	PLACED_ENDED,      /* it called and has ended: its sockets are closed */
	PLACED_GOES_ON,    /* it called, is alive, and may still answer */
	PLACED_UNSUPPORTED /* it cannot do what the case needs: not judged */
};

/**
 * Have the client that is tested call a URI, and wait until its call is over: it was
 * refused, or it was answered and has ended. Where it is answered the client may hang up;
 * if it does not, we do. This is the function to fill in.
 *
 * @param uri  "sip:final.486.r1@127.0.0.1:40000"
 */
enum placed place_call(const char *uri);

#endif
