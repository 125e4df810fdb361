//! What becomes of a stored mail, and why: every step leaves a line for the desk.

use chrono::Duration;
use huiyin_core::time::Instant;
use huiyin_core::{MailId, MailState, SuggestionId};
use huiyin_intake::mail::{self, AutomaticKind, MailVerdict, ParsedMail};
use huiyin_store::MailOutcome;

use super::bounced::note_bounce;
use super::deliver_mail::Delivered;
use super::loops::is_notice;
use super::mail_row::{content, outcome};
use super::take::{FromMail, answer, park, register_parsed};
use super::thread::{Thread, find_thread, is_same_sender};
use crate::application::App;
use crate::error::AppError;

/// The same words of the same sender within this time are one letter sent twice.
const TWICE: Duration = Duration::days(7);

/// A mail that is stored and waits for its place.
pub(crate) struct Arrived {
    /// `None`: it could not be read in time.
    pub(crate) parsed: Option<ParsedMail>,
    pub(crate) received_at: Instant,
    /// Which mailbox it came to.
    pub(crate) mailbox: String,
}

/// How a mail was judged, step by step, in Chinese.
#[derive(Default)]
pub(super) struct Trace(Vec<String>);

impl Trace {
    pub(super) fn note(&mut self, line: impl Into<String>) {
        self.0.push(line.into());
    }

    pub(super) fn text(&self) -> String {
        self.0.join("\n")
    }
}

/// Finds a mail that is stored and not settled its place.
pub(super) async fn settle(app: &App, id: MailId, arrived: Arrived) -> Result<Delivered, AppError> {
    let mut trace = Trace::default();
    let Some(parsed) = arrived.parsed else {
        trace.note("读取：内容无法读取，或者超过时限");
        let reason = "邮件内容无法读取，请人工查看原件";
        return park(app, id, ended(MailState::Unmatched, reason, &trace)).await;
    };
    trace.note(format!(
        "读取：正文{}字，引用{}字，附件{}个，修复{}处",
        parsed.text.chars().count(),
        parsed.quoted.chars().count(),
        parsed.attachments.len(),
        parsed.flaws.len()
    ));
    let verdict = mail::classify(&parsed, &app.settings().mail.own_addresses());
    if let MailVerdict::Automatic(kind) = verdict {
        return automatic(app, id, &parsed, kind, trace).await;
    }
    if let Some(done) = twice(app, id, &parsed, arrived.received_at, &mut trace).await? {
        return Ok(done);
    }
    let thread = find_thread(app, &parsed, &mut trace).await?;
    let is_certain = matches!(thread, Some(Thread::Certain(_)));
    if is_notice(&parsed, is_certain) {
        trace.note("判断：内容是回音系统自己的通知（本单位或别的单位的），不登记、不回复");
        let reason = "回音系统的自动通知";
        return park(app, id, ended(MailState::Automatic, reason, &trace)).await;
    }
    let sender = parsed.from.as_ref().map(|from| from.address.clone());
    let from_mail = |trace: &Trace| FromMail {
        id,
        trace: trace.text(),
        sender: sender.clone(),
    };
    match verdict {
        MailVerdict::Automatic(kind) => automatic(app, id, &parsed, kind, trace).await,
        MailVerdict::Unmatched(reason) => {
            trace.note(format!("判断：{reason}"));
            let guess = match thread {
                Some(Thread::Certain(found)) => Some(found),
                Some(Thread::Named { .. }) | None => guess(app, &parsed, &mut trace).await?,
            };
            let ended = MailOutcome {
                guess,
                ..ended(MailState::Unmatched, reason, &trace)
            };
            park(app, id, ended).await
        }
        MailVerdict::Suggestion | MailVerdict::Supplement(_) => match thread {
            Some(Thread::Certain(found)) => {
                answer(app, &parsed, found, from_mail(&trace), &mut trace).await
            }
            Some(Thread::Named { id: found, number }) => {
                if is_same_sender(app, found, &parsed).await? {
                    trace.note(format!(
                        "线索：主题写有登记号 {number}，发件人就是该件的建议人"
                    ));
                    answer(app, &parsed, found, from_mail(&trace), &mut trace).await
                } else {
                    // quoting a number proves nothing: a person decides
                    let reason = format!("主题写有登记号 {number}，但发件人与该件的建议人不一致");
                    trace.note(format!("线索：{reason}，不并入"));
                    let ended = MailOutcome {
                        guess: Some(found),
                        ..ended(MailState::Unmatched, &reason, &trace)
                    };
                    park(app, id, ended).await
                }
            }
            None => {
                trace.note("判断：一封新的来信，登记为新的一件");
                let at = arrived.received_at;
                let place = super::place::of_mailbox(app, &arrived.mailbox, at, &mut trace);
                let mail = from_mail(&trace);
                register_parsed(app, mail, &parsed, at, place).await
            }
        },
    }
}

/// What the row gets, with the trace.
pub(super) fn ended(state: MailState, reason: &str, trace: &Trace) -> MailOutcome {
    MailOutcome {
        trace: trace.text(),
        ..outcome(state, reason, None)
    }
}

/// A machine wrote it: kept, not registered, not answered.
async fn automatic(
    app: &App,
    id: MailId,
    parsed: &ParsedMail,
    kind: AutomaticKind,
    mut trace: Trace,
) -> Result<Delivered, AppError> {
    trace.note(format!("判断：{}，不登记、不回复", kind.label()));
    let about = match kind {
        AutomaticKind::Bounce => note_bounce(app, id, parsed, &mut trace).await?,
        AutomaticKind::AutoReply
        | AutomaticKind::OutOfOffice
        | AutomaticKind::Bulk
        | AutomaticKind::ReadReceipt
        | AutomaticKind::Challenge
        | AutomaticKind::Report
        | AutomaticKind::Generated => match find_thread(app, parsed, &mut trace).await? {
            Some(Thread::Certain(found)) => Some(found),
            Some(Thread::Named { .. }) | None => None,
        },
    };
    let ended = MailOutcome {
        guess: about,
        ..ended(MailState::Automatic, kind.label(), &trace)
    };
    park(app, id, ended).await
}

/// A mail that came before: with the same words it is the same mail, with other words under the
/// same Message-ID a person looks.
async fn twice(
    app: &App,
    id: MailId,
    parsed: &ParsedMail,
    received_at: Instant,
    trace: &mut Trace,
) -> Result<Option<Delivered>, AppError> {
    let read = app.store().read();
    let key = match content(parsed) {
        Some(content) => Some(read.content_key(&content)?),
        None => None,
    };
    let since = received_at - TWICE;
    let message_id = parsed.message_id.as_deref();
    let Some(twin) = read
        .find_twin(id, message_id, key.as_deref(), since)
        .await?
    else {
        return Ok(None);
    };
    let (state, reason) = if twin.is_same_content {
        let reason = format!("与第 {} 号来信内容相同，只登记一次", twin.mail);
        (MailState::Repeated, reason)
    } else {
        let reason = format!(
            "与第 {} 号来信编号（Message-ID）相同而内容不同，请人工核对",
            twin.mail
        );
        (MailState::Unmatched, reason)
    };
    trace.note(format!("查重：{reason}"));
    let ended = MailOutcome {
        guess: twin.suggestion,
        ..ended(state, &reason, trace)
    };
    park(app, id, ended).await.map(Some)
}

/// The one suggestion that the sender was last told about.
async fn guess(
    app: &App,
    parsed: &ParsedMail,
    trace: &mut Trace,
) -> Result<Option<SuggestionId>, AppError> {
    let Some(from) = &parsed.from else {
        return Ok(None);
    };
    let found = app.store().read().last_told(&from.address).await?;
    if found.is_some() {
        trace.note("猜测：这个发件人最近有一件，列出供参考");
    }
    Ok(found)
}
