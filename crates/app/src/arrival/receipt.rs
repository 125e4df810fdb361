//! 回执: what a submitter takes home.

use chrono::Datelike;
use huiyin_core::time::{self, Instant};
use huiyin_core::{Digest, LookupCode, SuggestionId, TicketNo};
use huiyin_workflow::policy::Facts;
use huiyin_workflow::{Policy, Suggestion, expected_reply};

/// One step of the promise, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiptStep {
    /// 受理, 分办, 答复.
    pub what: String,
    /// `1个工作日`.
    pub limit: String,
    /// `9月28日前`.
    pub until: String,
}

/// What the receipt page prints.
#[derive(Debug, Clone)]
pub struct Receipt {
    pub id: SuggestionId,
    pub ticket_no: TicketNo,
    /// Shown here and never again: only its digest is stored.
    pub lookup: LookupCode,
    pub title: String,
    pub received_at: Instant,
    /// By when the submitter is told whether the item is accepted.
    pub accept_by: String,
    /// The latest day of the reply, e.g. `2026年10月15日`.
    pub reply_by: String,
    /// The same as an instant: the end of that day.
    pub reply_due_at: Instant,
    /// The date depends on a calendar not yet published.
    pub is_provisional: bool,
    pub steps: Vec<ReceiptStep>,
    /// Why that date, day by day.
    pub explanation: String,
    /// Hash of the first ledger entry: proof that it was registered.
    pub first_hash: Digest,
}

impl Receipt {
    pub(super) fn new(
        suggestion: &Suggestion,
        title: &str,
        lookup: LookupCode,
        first_hash: Digest,
        policy: &Policy,
    ) -> Self {
        let facts = Facts::from(suggestion);
        let (last, steps) = expected_reply(facts, suggestion.received_at, policy);
        let accept_by = suggestion
            .next_due()
            .map_or_else(String::new, |obligation| {
                time::chinese_date(time::due_date(obligation.due_at))
            });
        Self {
            id: suggestion.id,
            ticket_no: suggestion.ticket_no.clone(),
            lookup,
            title: title.to_owned(),
            received_at: suggestion.received_at,
            accept_by,
            reply_by: time::chinese_date(last.on),
            reply_due_at: last.at,
            is_provisional: steps.iter().any(|(_, due)| due.provisional),
            explanation: steps
                .iter()
                .map(|(kind, due)| format!("{}：{}", kind.label(), due.explain()))
                .collect::<Vec<_>>()
                .join("\n"),
            steps: steps
                .iter()
                .map(|(kind, due)| ReceiptStep {
                    what: kind.label().to_owned(),
                    limit: due.limit.to_string(),
                    until: format!("{}月{}日前", due.on.month(), due.on.day()),
                })
                .collect(),
            first_hash,
        }
    }
}
