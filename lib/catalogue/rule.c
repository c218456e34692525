/* SPDX-License-Identifier: MIT */
#include "catalogue/rule.h"

#include "catalogue/rule_write.h"

static const struct {
	const char *header;
	const char *how;
} words[RULE_COUNT] = { [RULE_NONE] = { "", "" },
#define RULE_WRITTEN(id, header, how) [RULE_##id] = { header, how },
#define RULE_NAMED(id, header, how)   [RULE_##id] = { header, how },
			RULE_MAP
#undef RULE_WRITTEN
#undef RULE_NAMED
};

static rule_f *const writer[RULE_COUNT] = {
	[RULE_CONTACT_SELF] = rule_contact_self,
	[RULE_CONTACT_MOVED] = rule_contact_moved,
	[RULE_CONTACT_CHOICES] = rule_contact_choices,
	[RULE_CONTACT_PROXY] = rule_contact_proxy,
	[RULE_CONTACT_AMBIGUOUS] = rule_contact_ambiguous,
	[RULE_RECORD_ROUTE] = rule_record_route,
	[RULE_WWW_AUTHENTICATE] = rule_www_authenticate,
	[RULE_PROXY_AUTHENTICATE] = rule_proxy_authenticate,
	[RULE_SECURITY_SERVER] = rule_security_server,
	[RULE_REQUIRE_SEC_AGREE] = rule_require_sec_agree,
	[RULE_ALLOW] = rule_allow,
	[RULE_ALLOW_OTHERS] = rule_allow_others,
	[RULE_SUPPORTED] = rule_supported,
	[RULE_UNSUPPORTED] = rule_unsupported,
	[RULE_REQUIRE_EXTENSION] = rule_require_extension,
	[RULE_ACCEPT] = rule_accept,
	[RULE_ACCEPT_ENCODING] = rule_accept_encoding,
	[RULE_ACCEPT_LANGUAGE] = rule_accept_language,
	[RULE_ACCEPT_OTHER] = rule_accept_other,
	[RULE_ACCEPT_CODING] = rule_accept_coding,
	[RULE_ACCEPT_ENGLISH] = rule_accept_english,
	[RULE_TIMESTAMP] = rule_timestamp,
	[RULE_DATE] = rule_date,
	[RULE_EXPIRES] = rule_expires,
	[RULE_MIN_SE] = rule_min_se,
	[RULE_MIN_EXPIRES] = rule_min_expires,
	[RULE_RETRY_AFTER] = rule_retry_after,
	[RULE_SIP_ETAG] = rule_sip_etag,
	[RULE_RECV_INFO] = rule_recv_info,
	[RULE_RECV_INFO_OTHERS] = rule_recv_info_others,
	[RULE_ALLOW_EVENTS] = rule_allow_events,
	[RULE_GEOLOCATION_ERROR] = rule_geolocation_error,
	[RULE_ALERTMSG_ERROR] = rule_alertmsg_error,
	[RULE_PERMISSION_MISSING] = rule_permission_missing,
	[RULE_WARNING_MEDIA] = rule_warning_media,
	[RULE_CALL_INFO_CARD] = rule_call_info_card,
	[RULE_CONTENT_DISPOSITION] = rule_content_disposition,
	[RULE_REASON_ENDED] = rule_reason_ended,
};

const char *rule_header(enum rule rule)
{
	return words[rule].header;
}

const char *rule_how(enum rule rule)
{
	return words[rule].how;
}

bool rule_is_written(enum rule rule)
{
	return writer[rule] != NULL;
}

void rule_write(struct buf *out, enum rule rule, const struct context *ctx)
{
	if (writer[rule] != NULL)
		writer[rule](out, ctx);
}
