/* SPDX-License-Identifier: MIT */
#include "check.h"

#include "sample.h"

#define CAP  "application/EmergencyCallData.cap+xml"
#define LIST "application/resource-lists+xml"

static void anonymous(void)
{
	static const struct prereq_row row[] = {
		{ PREREQ_ANONYMOUS, false, { 0 } },
		{ PREREQ_ANONYMOUS,
		  true,
		  { .from = "\"Anonymous\" <sip:c8o@anonymous.invalid>;tag=1" } },
		{ PREREQ_ANONYMOUS,
		  true,
		  { .from = "<sip:anonymous@ANONYMOUS.invalid;x=1>;tag=1" } },
		{ PREREQ_ANONYMOUS,
		  true,
		  { .from = "sip:anonymous@anonymous.invalid;tag=1" } },
		{ PREREQ_ANONYMOUS,
		  false,
		  { .from = "<sip:a@anonymous.invalid.example>;tag=1" } },
		{ PREREQ_ANONYMOUS,
		  true,
		  { .from = "anonymous <sip:a@example.com>;tag=1" } },
		{ PREREQ_ANONYMOUS,
		  false,
		  { .from = "\"Anonymous Bob\" <sip:a@example.com>;tag=1" } },
		{ PREREQ_ANONYMOUS, false, { .from = "\"" } },
		{ PREREQ_ANONYMOUS, true, { .headers = "Privacy: id\r\n" } },
		{ PREREQ_ANONYMOUS,
		  true,
		  { .headers = "Privacy: critical; user\r\n" } },
		{ PREREQ_ANONYMOUS, false, { .headers = "Privacy: none\r\n" } },
	};

	sample_check_prereqs(row, ARRAY_SIZE(row));
}

static const struct prereq_row body_row[] = {
	{ PREREQ_BODY, true, { .body = "x" } },
	{ PREREQ_BODY, false, { 0 } },
	{ PREREQ_ALERT,
	  true,
	  { .headers = "Content-Type: " CAP "\r\n", .body = "x" } },
	{ PREREQ_ALERT,
	  true,
	  { .headers = "c: multipart/mixed;boundary=b\r\n",
	    .body = "--b\r\nContent-Type: " CAP "\r\n\r\nx" } },
	{ PREREQ_ALERT,
	  false,
	  { .headers = "c: text/plain\r\n", .body = CAP } },
	{ PREREQ_URI_LIST,
	  true,
	  { .headers = "c: " LIST ";charset=utf-8\r\n", .body = "x" } },
	{ PREREQ_URI_LIST, false, { 0 } },
	{ PREREQ_OFFER, true, { .headers = SAMPLE_SDP, .body = SAMPLE_OFFER } },
	{ PREREQ_OFFER,
	  true,
	  { .headers = "c: multipart/mixed;boundary=b\r\n",
	    .body = "--b\r\nContent-Type: application/sdp\r\n\r\n" SAMPLE_OFFER
		    "--b--\r\n" } },
	{ PREREQ_OFFER, false, { .headers = SAMPLE_SDP, .body = "v=0\r\n" } },
	{ PREREQ_OFFER,
	  false,
	  { .headers = "c: text/plain\r\n", .body = SAMPLE_OFFER } },
	{ PREREQ_OFFER,
	  false,
	  { .headers = SAMPLE_SDP "e: gzip\r\n", .body = SAMPLE_OFFER } },
	{ PREREQ_OFFER, false, { .headers = SAMPLE_SDP } },
	{ PREREQ_ENCRYPTED,
	  true,
	  { .headers = "c: application/pkcs7-mime; "
		       "smime-type=enveloped-data\r\n",
	    .body = "x" } },
	{ PREREQ_ENCRYPTED,
	  false,
	  { .headers = "c: application/pkcs7-mime; "
		       "smime-type=signed-data\r\n",
	    .body = "x" } },
	{ PREREQ_ENCRYPTED,
	  false,
	  { .headers = "c: application/pkcs7-mime\r\n", .body = "x" } },
	{ PREREQ_PRECONDITION,
	  true,
	  { .headers = SAMPLE_SDP "Require: precondition\r\n",
	    .body = SAMPLE_OFFER } },
	{ PREREQ_PRECONDITION,
	  false,
	  { .headers = SAMPLE_SDP "Supported: precondition\r\n",
	    .body = SAMPLE_OFFER } },
	{ PREREQ_PRECONDITION,
	  false,
	  { .headers = "Require: precondition\r\n" } },
};

static void bodies(void)
{
	sample_check_prereqs(body_row, ARRAY_SIZE(body_row));
}

CU_TestInfo test_prereq_body[] = {
	{ "a sender is anonymous by From or Privacy", anonymous },
	{ "bodies meet a prerequisite", bodies },
	CU_TEST_INFO_NULL,
};
