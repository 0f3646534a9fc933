/* The one decision. Every path that is not a clear yes ends in HIDDEN. */
#include "catalog/visibility.h"

#include "catalog/item.h"
#include "catalog/site.h"

static enum visibility hidden(enum visibility_reason *reason, enum visibility_reason why)
{
	*reason = why;
	return VISIBILITY_HIDDEN;
}

/* Whether its own words make it public once published; fills in the reason. */
static enum visibility by_attribute(const struct item *item, const struct visibility_facts *facts,
                                    enum visibility_reason *reason)
{
	if (!item->type->known[KNOWN_ATTRIBUTE]) {
		*reason = REASON_OPEN;
		return VISIBILITY_FULL;
	}
	struct str attribute = item_known_text(item, KNOWN_ATTRIBUTE);
	if (str_equal(attribute, STR("open"))) {
		*reason = REASON_OPEN;
		return VISIBILITY_FULL;
	}
	if (str_equal(attribute, STR("on_request"))) {
		*reason = REASON_ON_REQUEST;
		return facts->on_request_is_entry ? VISIBILITY_ENTRY : VISIBILITY_HIDDEN;
	}
	return hidden(reason,
	              str_equal(attribute, STR("closed")) ? REASON_CLOSED : REASON_NO_ATTRIBUTE);
}

/* A withdrawn item was public if it says when it was published. */
static enum visibility withdrawn(const struct item *item, const struct visibility_facts *facts,
                                 enum visibility_reason *reason)
{
	struct datetime published;
	bool had_date = item_date(item, STR("published"), &published);
	bool has_dates = item->type->known[KNOWN_DATES] != NULL;
	if (by_attribute(item, facts, reason) == VISIBILITY_HIDDEN)
		return VISIBILITY_HIDDEN;
	if (has_dates && (!had_date || published.day > facts->as_of))
		return hidden(reason, REASON_NOT_PUBLISHED);
	*reason = REASON_WITHDRAWN;
	return VISIBILITY_TOMBSTONE;
}

enum visibility item_visibility(const struct item *item, const struct visibility_facts *facts,
                                enum visibility_reason *reason)
{
	struct str status = item_status(item);
	struct datetime date;
	if (item->is_broken || item->id.size == 0)
		return hidden(reason, REASON_BROKEN);
	if (item->type->site == SITE_NONE)
		return hidden(reason, REASON_IN_NO_SITE);
	if ((item->type->site == SITE_INTERNAL ||
	     str_equal(item_known_text(item, KNOWN_AUDIENCE), STR("internal"))) &&
	    facts->audience != AUDIENCE_INTERNAL)
		return hidden(reason, REASON_INTERNAL);
	if (item_date(item, STR("embargo"), &date) && date.day > facts->as_of)
		return hidden(reason, REASON_EMBARGO);
	if (str_equal(status, STR("withdrawn")))
		return withdrawn(item, facts, reason);
	if (!str_equal(status, STR("published")))
		return hidden(reason, REASON_NOT_PUBLISHED);
	if (item_date(item, STR("published"), &date) && date.day > facts->as_of)
		return hidden(reason, REASON_SCHEDULED);
	if (facts->verdicts & VERDICT_WITHHELD)
		return hidden(reason, REASON_WITHHELD);
	if (facts->verdicts & VERDICT_UNAPPROVED)
		return hidden(reason, REASON_UNAPPROVED);
	return by_attribute(item, facts, reason);
}

struct str visibility_reason_text(enum visibility_reason reason, enum language language)
{
	static const struct str words[][2] = {
		[REASON_OPEN] = {STR_INIT("主动公开"), STR_INIT("open")},
		[REASON_ON_REQUEST] = {STR_INIT("依申请公开"), STR_INIT("on request")},
		[REASON_CLOSED] = {STR_INIT("不予公开"), STR_INIT("closed")},
		[REASON_NOT_PUBLISHED] = {STR_INIT("尚未发布"), STR_INIT("not published")},
		[REASON_EMBARGO] = {STR_INIT("未到解禁日期"), STR_INIT("under embargo")},
		[REASON_SCHEDULED] = {STR_INIT("未到发布日期"), STR_INIT("to be published later")},
		[REASON_INTERNAL] = {STR_INIT("对内公开"), STR_INIT("internal")},
		[REASON_IN_NO_SITE] = {STR_INIT("不在任何网站上"), STR_INIT("in no site")},
		[REASON_WITHDRAWN] = {STR_INIT("已撤下"), STR_INIT("withdrawn")},
		[REASON_BROKEN] = {STR_INIT("文件有语法错误"), STR_INIT("has syntax errors")},
		[REASON_UNAPPROVED] = {STR_INIT("审批不完整或者已失效"),
	                               STR_INIT("approvals incomplete or stale")},
		[REASON_WITHHELD] = {STR_INIT("保密审查未同意公开"),
	                             STR_INIT("withheld by the secrecy review")},
		[REASON_NO_ATTRIBUTE] = {STR_INIT("没有公开属性"),
	                                 STR_INIT("has no disclosure attribute")},
	};
	return words[reason][language];
}
