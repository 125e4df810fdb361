//! Who is told what. A notice carries number and link only, never content (DOMAIN 6).

mod queue;
mod robots;
mod staff;
mod template;
pub mod wording;

use huiyin_core::time::{self, Instant};
use huiyin_core::{LookupCode, ObligationKind};
use huiyin_store::Tx;
use huiyin_workflow::{Change, Event, Policy, Suggestion, expected_reply, policy::Facts};

use crate::error::AppError;
use crate::settings::Settings;

pub(crate) use queue::queue;
pub(crate) use robots::tell_robots;
pub(crate) use staff::tell_staff;
pub(crate) use template::NoticeFacts;

/// A notice in facts, before it has words and an addressee. Nothing of the content of an item is
/// among them, so that no wording can give it away.
#[derive(Debug, Clone)]
pub(crate) struct Notice {
    pub(crate) kind: &'static str,
    pub(crate) facts: NoticeFacts,
    /// The Message-ID of the mail that it answers; `None`: the latest of the conversation.
    pub(crate) answers: Option<String>,
}

impl Notice {
    fn new(
        kind: &'static str,
        settings: &Settings,
        suggestion: &Suggestion,
        what: &str,
        detail: String,
    ) -> Self {
        let organisation = &settings.organisation;
        Self {
            kind,
            answers: None,
            facts: NoticeFacts {
                organisation: organisation.name.clone(),
                phone: organisation.contact_phone.clone(),
                ticket_no: suggestion.ticket_no.to_string(),
                // a part has no code of its own
                original_no: match &suggestion.overlays.split_from {
                    Some(from) => from.original_no.to_string(),
                    None => String::new(),
                },
                what: what.to_owned(),
                detail,
                link: format!("{}/track", settings.public_url),
                lookup_code: String::new(),
                reply_by: String::new(),
                can_rate: false,
            },
        }
    }
}

/// 收件回执: the only notice that carries the query code, because it is the receipt.
pub(crate) fn receipt(
    settings: &Settings,
    suggestion: &Suggestion,
    lookup: &LookupCode,
    policy: &Policy,
) -> Notice {
    let (last, _) = expected_reply(Facts::from(suggestion), suggestion.received_at, policy);
    let mut notice = Notice::new(
        "receipt",
        settings,
        suggestion,
        "您的来件已登记",
        String::new(),
    );
    notice.facts.lookup_code = lookup.grouped();
    notice.facts.reply_by = time::chinese_date(last.on);
    notice
}

/// Until when 复查 or 复核 may be asked for; nothing when it may not.
fn review_right(suggestion: &Suggestion) -> String {
    let window = suggestion.open_obligation(ObligationKind::ReviewWindow);
    let level = suggestion.overlays.next_review(suggestion.round);
    match (window, level) {
        (Some(window), Some(level)) => format!(
            "。不服的，可以在{}之前凭查询码申请{level}",
            time::chinese_date(time::due_date(window.due_at))
        ),
        (Some(_), None) | (None, _) => String::new(),
    }
}

/// What the submitter is told about a change; `None` when it does not concern them.
fn about(settings: &Settings, suggestion: &Suggestion, change: &Change) -> Option<Notice> {
    let mut detail = String::new();
    let (kind, what) = match &change.event {
        Event::ChildTaken(_) | Event::ChildReleased(_) => {
            // the date, and nothing of another item
            let last = time::chinese_date(time::due_date(change.reply_due_moved()?));
            detail = format!("：改为不晚于{last}");
            ("due_moved", "您的来件答复时限有变化")
        }
        Event::SupplementAsked { .. } => ("supplement_asked", "需要您补充内容"),
        Event::Declined { .. } => ("declined", "受理结果已经告知"),
        Event::ReplyIssued { is_final: true, .. } => {
            detail = review_right(suggestion);
            ("replied", "您的来件已有答复")
        }
        Event::ReplyIssued {
            is_final: false, ..
        } => ("interim_reply", "您的来件有了新的进展"),
        Event::Accepted { .. } => ("accepted", "您的来件已受理"),
        Event::Merged(_) => ("merged", "您的来件已与同类事项合并办理，将单独答复"),
        Event::Unmerged(_) => ("unmerged", "您的来件恢复单独办理"),
        Event::Split { parts } => {
            let numbers: Vec<String> = parts.iter().map(|p| p.part_no.to_string()).collect();
            detail = format!(
                "。原件继续办理，另外登记为：{}。都凭原来的查询码查看",
                numbers.join("、")
            );
            ("split", "您的来件拆分成几件，分别办理、分别答复")
        }
        Event::PointsSplit { .. } => ("points_split", "您的来件分为几个问题，将逐一答复"),
        Event::ExtensionGranted { .. } => ("extended", "您的来件延长了办理时限"),
        Event::Redone { .. } => ("redone", "您的来件正在重新办理"),
        Event::CommitmentFulfilled { .. } => ("commitment_fulfilled", "对您的承诺已经兑现"),
        Event::Published { .. } => ("published", "您的来件已经公开"),
        Event::Unpublished { .. } => ("unpublished", "您的来件不再公开"),
        Event::Terminated { .. } => ("terminated", "您的来件已终止办理"),
        Event::Shelved { .. } => ("shelved", "您的来件有了新的进展"),
        Event::ReviewAssigned { .. } => ("review_assigned", "您的复查（复核）申请有了新的进展"),
        Event::ReviewConcluded { .. } => {
            detail = review_right(suggestion);
            ("review_concluded", "您申请的复查（复核）已有意见")
        }
        Event::MajorMarked { .. } => ("major_marked", "您的建议列为重大建议"),
        Event::EffectReported(_) => ("effect_reported", "您的建议有了实施效果"),
        Event::AwardApproved(_) => ("award_approved", "您的建议获得奖励"),
        Event::DueMoved {
            kind: ObligationKind::Reply,
            to,
            reason,
            ..
        } => {
            let last = time::chinese_date(time::due_date(*to));
            detail = format!("：改为不晚于{last}。原因：{reason}");
            ("due_moved", "您的来件答复时限有变化")
        }
        Event::Submitted(_)
        | Event::ImportedClosed { .. }
        | Event::Supplemented { .. }
        | Event::SupplementLapsed
        | Event::DeclineProposed { .. }
        | Event::DeclineRejected { .. }
        | Event::Assigned { .. }
        | Event::Acknowledged { .. }
        | Event::SupportGiven { .. }
        | Event::ReplyDrafted { .. }
        | Event::DraftReturned { .. }
        | Event::Rated { .. }
        | Event::RatingLapsed
        | Event::Closed { .. }
        | Event::CommitmentTracked { .. }
        | Event::Withdrawn { .. }
        | Event::Noted { .. }
        | Event::ExclusionProposed { .. }
        | Event::Excluded { .. }
        | Event::ExclusionRefused { .. }
        | Event::RepeatMarked { .. }
        | Event::SendBackRequested { .. }
        | Event::SentBack { .. }
        | Event::RulingAsked { .. }
        | Event::Ruled { .. }
        | Event::Reassigned { .. }
        | Event::MergeProposed(_)
        | Event::MergeRefused { .. }
        | Event::ChildAnswered(_)
        | Event::ParentFollowed(_)
        | Event::SupportAsked { .. }
        | Event::SupportAdded { .. }
        | Event::SupportRefused { .. }
        | Event::ExtensionAsked { .. }
        | Event::ExtensionRefused { .. }
        | Event::HandlerChanged { .. }
        | Event::Recused { .. }
        | Event::AccusedNamed { .. }
        | Event::HandedOver { .. }
        | Event::HandlerReleased { .. }
        | Event::FollowedUp { .. }
        | Event::ConsentGiven { .. }
        | Event::ConsentWithdrawn
        | Event::Archived { .. }
        | Event::Supervised { .. }
        | Event::SupervisionAnswered { .. }
        | Event::SupervisionLifted { .. }
        | Event::Directed { .. }
        | Event::DirectiveAnswered { .. }
        | Event::Unshelved { .. }
        | Event::TerminationProposed { .. }
        | Event::TerminationRefused { .. }
        | Event::UrgencyChanged { .. }
        | Event::OverdueExplained { .. }
        | Event::AcceptanceTold { .. }
        | Event::ReviewAsked { .. }
        | Event::ReviewWindowLapsed
        | Event::Assessed(_)
        | Event::AwardProposed(_)
        | Event::AwardRefused { .. }
        | Event::DueMoved { .. }
        | Event::DueConfirmed { .. } => return None,
    };
    let mut notice = Notice::new(kind, settings, suggestion, what, detail);
    notice.facts.can_rate = matches!(change.event, Event::ReplyIssued { is_final: true, .. });
    Some(notice)
}

/// Queues what the submitter must be told about the changes, in the same transaction: by mail, or
/// by SMS when they left a phone number only. Without either the query page is the notice.
pub(crate) async fn tell_submitter(
    settings: &Settings,
    tx: &Tx,
    suggestion: &Suggestion,
    changes: &[Change],
    now: Instant,
    nonce: [u8; 24],
) -> Result<(), AppError> {
    let notice = changes
        .iter()
        .rev()
        .find_map(|c| about(settings, suggestion, c));
    let Some(notice) = notice else {
        return Ok(());
    };
    let identity = tx.identity(suggestion.id).await?.unwrap_or_default();
    queue(settings, tx, suggestion, &notice, &identity, now, nonce).await
}
