//! The addresses that pages link to. Routes are mounted under the same constants, so a link cannot
//! point beside its route.

use huiyin_core::{AccountId, AttachmentId, MailId, SuggestionId, UnitId};

pub const HOME: &str = "/";
pub const SUBMIT: &str = "/submit";
/// GET shows the code field; POST takes `code`.
pub const TRACK: &str = "/track";
pub const PRIVACY: &str = "/privacy";
/// What was published, for everybody.
pub const PUBLIC: &str = "/public";
pub const LOGIN: &str = "/login";
pub const LOGOUT: &str = "/logout";
/// The worklist.
pub const DESK: &str = "/desk";
pub const PASSWORD: &str = "/desk/password";
pub const REGISTER: &str = "/desk/register";
pub const SEARCH: &str = "/desk/search";
/// The same for programs.
pub const SEARCH_JSON: &str = "/desk/search.json";
/// Queries that begin like what is typed.
pub const SEARCH_SUGGEST: &str = "/desk/search/suggest.json";
/// All hits as a workbook.
pub const SEARCH_EXPORT: &str = "/desk/search/export";
pub const MAIL: &str = "/desk/mail";
/// 邮箱状态, and the notices that did not leave.
pub const MAILBOXES: &str = "/desk/mailboxes";
/// 通知模板.
pub const WORDING: &str = "/desk/wording";
/// GET shows what the reader was reminded of; POST marks it as read.
pub const NOTICES: &str = "/desk/notices";
pub const STATISTICS: &str = "/desk/statistics";
/// The items behind a number.
pub const STATISTICS_ITEMS: &str = "/desk/statistics/items";
/// The figures as a file.
pub const STATISTICS_EXPORT: &str = "/desk/statistics/export";
/// 汇总表.xlsx of what arrived in the period.
pub const STATISTICS_SUMMARY: &str = "/desk/statistics/summary";
/// What waits for the publication reviewer.
pub const PUBLICATION: &str = "/desk/publication";
pub const ARCHIVE: &str = "/desk/archive";
pub const ACCOUNTS: &str = "/desk/accounts";
/// GET shows the tree of units; POST adds one.
pub const ORGANISATION: &str = "/desk/organisation";
pub const CALENDAR: &str = "/desk/calendar";
/// POST reads a notice and shows what it would change.
pub const CALENDAR_IMPORT: &str = "/desk/calendar/import";
/// POST puts a notice that was shown into force.
pub const CALENDAR_CONFIRM: &str = "/desk/calendar/confirm";
/// All versions of the time rules.
pub const RULES: &str = "/desk/rules";
/// POST shows what a change of rules or closures would do.
pub const RULES_PREVIEW: &str = "/desk/rules/preview";
/// POST puts a change that was shown into force.
pub const RULES_CONFIRM: &str = "/desk/rules/confirm";
pub const HEALTH: &str = "/desk/health";
/// 分办规则.
/// 征集活动.
pub const CAMPAIGNS: &str = "/desk/campaigns";
pub const ROUTING: &str = "/desk/routing";
pub const ROUTING_NEW: &str = "/desk/routing/new";
/// GET holds the rules in force against a month.
pub const ROUTING_DRY_RUN: &str = "/desk/routing/dry-run";
/// POST shows what a change would have done; nothing is stored.
pub const ROUTING_PREVIEW: &str = "/desk/routing/preview";
/// POST puts a change that was tried into force.
pub const ROUTING_CONFIRM: &str = "/desk/routing/confirm";

/// The page of one suggestion.
pub fn suggestion(id: SuggestionId) -> String {
    format!("/desk/suggestions/{id}")
}

/// Where the form of one action is posted: `/desk/suggestions/42/accept`.
pub fn suggestion_action(id: SuggestionId, action: &str) -> String {
    format!("/desk/suggestions/{id}/{action}")
}

/// One attachment, for staff.
pub fn attachment(id: AttachmentId) -> String {
    format!("/desk/attachments/{id}")
}

/// Where a notice that did not leave is let go again.
pub fn resend(id: MailId) -> String {
    format!("{MAILBOXES}/{id}/resend")
}

/// The wording of one kind of notice.
pub fn wording(kind: &str) -> String {
    format!("{WORDING}/{kind}")
}

/// Where a form about a wording is posted.
pub fn wording_action(kind: &str, action: &str) -> String {
    format!("{WORDING}/{kind}/{action}")
}

/// One incoming mail.
pub fn mail(id: MailId) -> String {
    format!("/desk/mail/{id}")
}

/// Where the form of one action on a mail is posted.
pub fn mail_action(id: MailId, action: &str) -> String {
    format!("/desk/mail/{id}/{action}")
}

/// One account.
pub fn account(id: AccountId) -> String {
    format!("/desk/accounts/{id}")
}

/// Where the form of one action on an account is posted.
pub fn account_action(id: AccountId, action: &str) -> String {
    format!("/desk/accounts/{id}/{action}")
}

/// One unit.
pub fn unit(id: UnitId) -> String {
    format!("{ORGANISATION}/{id}")
}

/// Where the form of one action on a unit is posted.
pub fn unit_action(id: UnitId, action: &str) -> String {
    format!("{ORGANISATION}/{id}/{action}")
}

/// One campaign, for the desk.
pub fn campaign(id: huiyin_core::CampaignId) -> String {
    format!("{CAMPAIGNS}/{id}")
}

/// The form of a campaign, for everybody.
pub fn campaign_form(code: &str) -> String {
    format!("/c/{code}")
}

/// One routing rule.
pub fn routing_rule(code: &str) -> String {
    format!("/desk/routing/rules/{code}")
}

/// One publication, by the number in its address: `2026-3`.
pub fn published(address: &str) -> String {
    format!("{PUBLIC}/{address}")
}

/// A picture of a publication.
pub fn published_file(address: &str, no: i64) -> String {
    format!("{PUBLIC}/{address}/files/{no}")
}

/// Where the reviewer words a publication.
pub fn publication(id: SuggestionId) -> String {
    format!("{PUBLICATION}/{id}")
}

/// One item in the archive; its package lies below.
pub fn archived(id: SuggestionId) -> String {
    format!("{ARCHIVE}/{id}")
}
