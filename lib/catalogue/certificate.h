/* SPDX-License-Identifier: MIT */
#ifndef CATALOGUE_CERTIFICATE_H
#define CATALOGUE_CERTIFICATE_H

#include "text/str.h"

/**
 * The body of a 493 (RFC 3261 §23.2): a certs-only PKCS#7 message in DER, with
 * a certificate for CN=gamut.invalid. Static.
 */
struct str certificate(void);

#endif
