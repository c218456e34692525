/* SPDX-License-Identifier: MIT */
#ifndef PLAY_SPOIL_H
#define PLAY_SPOIL_H

#include "scenario/scenario.h"
#include "text/buf.h"

/**
 * Spoil a message of ours as its `fault:` says: wrong-branch, second-via,
 * wrong-cseq, wrong-call-id, pad, bare-lf, truncate. What it says of sending is the sender's
 * part. A message without the header in question stays as it is.
 *
 * @param faults  NULL: none
 */
void spoil(struct buf *message, const struct faults *faults);

/** Whether the client must not take the response for its own. @param faults  NULL: none */
bool faults_hide(const struct faults *faults);

/**
 * Whether the client may rightly take no notice of it: bytes are changed, or the place it
 * comes from, or it was written so. @param faults  NULL: none
 */
bool faults_spoil(const struct faults *faults);

#endif
