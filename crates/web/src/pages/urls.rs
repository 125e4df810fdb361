//! The addresses that pages link to. Routes are mounted under the same constants, so a link cannot
//! point beside its route.

use huiyin_core::{AccountId, AttachmentId, MailId, SuggestionId};

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
pub const MAIL: &str = "/desk/mail";
/// GET shows what the reader was reminded of; POST marks it as read.
pub const NOTICES: &str = "/desk/notices";
/// What waits for the publication reviewer.
pub const PUBLICATION: &str = "/desk/publication";
pub const ARCHIVE: &str = "/desk/archive";
pub const ACCOUNTS: &str = "/desk/accounts";
pub const CALENDAR: &str = "/desk/calendar";
/// POST reads a notice and shows what it would change.
pub const CALENDAR_IMPORT: &str = "/desk/calendar/import";
/// POST puts a notice that was shown into force.
pub const CALENDAR_CONFIRM: &str = "/desk/calendar/confirm";
pub const HEALTH: &str = "/desk/health";

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
