//! The three promises as checks over a state: 条条有回音、件件有着落、事事有结果 (DOMAIN 1).

use std::fmt;

use huiyin_core::{AssignmentRole, ObligationKind, ResultClass, Status, SuggestionKind};

use crate::obligation::Obligation;
use crate::suggestion::{Closure, Outcome, Suggestion};

/// Which promise is broken, and how, in words for whoever runs `huiyin verify`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    pub promise: &'static str,
    pub detail: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}：{}", self.promise, self.detail)
    }
}

const ECHO: &str = "条条有回音";
const OWNER: &str = "件件有着落";
const RESULT: &str = "事事有结果";
const OPEN: &str = "公开有同意";

/// Everything that is broken; empty when all is well.
pub fn invariants(s: &Suggestion) -> Vec<Violation> {
    let mut found = Vec::new();
    echo(s, &mut found);
    owner(s, &mut found);
    result(s, &mut found);
    openness(s, &mut found);
    found
}

fn violation(found: &mut Vec<Violation>, promise: &'static str, detail: impl Into<String>) {
    found.push(Violation {
        promise,
        detail: detail.into(),
    });
}

fn echo(s: &Suggestion, found: &mut Vec<Violation>) {
    if s.points.is_empty() {
        violation(found, ECHO, "没有诉求点");
    }
    let historical = matches!(s.closure, Some(Closure::Historical));
    if matches!(s.status, Status::Replied | Status::Closed) && !historical {
        for point in &s.points {
            if !s.is_point_answered(point.no) {
                violation(found, ECHO, format!("诉求点 {} 没有答复", point.no));
            }
        }
    }
    if s.status == Status::Declined
        && s.decline
            .as_ref()
            .is_none_or(|d| d.explanation.trim().is_empty())
    {
        violation(found, ECHO, "不予受理没有告知理由");
    }
}

fn owner(s: &Suggestion, found: &mut Vec<Violation>) {
    let open: Vec<&Obligation> = s.open_obligations().collect();
    // in every state, also after the end: a proposal that nobody owes an answer to stays unseen
    let is_asked = s.overlays.asked_exclusion.is_some();
    if is_asked != s.open_obligation(ObligationKind::DecideExclusion).is_some() {
        violation(found, OWNER, "提请剔除与剔除审批义务不符");
    }
    if s.status.is_final() {
        if s.accountable_unit.is_some() {
            violation(found, OWNER, "已经结束，却仍有责任单位");
        }
        for obligation in open.iter().filter(|o| !o.kind.outlives_the_item()) {
            violation(
                found,
                OWNER,
                format!("已经结束，却仍有未了的{}义务", obligation.kind),
            );
        }
        return;
    }
    if s.status == Status::Merged && s.overlays.merged_into.is_none() {
        violation(found, OWNER, "已并案，却没有主件");
    }
    if !s.overlays.children.is_empty() && s.is_child() {
        violation(found, OWNER, "并入别的事项，又有事项并入");
    }
    if s.overlays.split_from.is_some() && !s.overlays.split_off.is_empty() {
        violation(found, OWNER, "拆分出来的一件又拆分了");
    }
    if s.accountable_unit.is_none() {
        violation(found, OWNER, "没有责任单位");
    }
    if open.is_empty() {
        violation(found, OWNER, "没有时限义务");
    }
    owed(s, found);
    accused(s, found);
    let leads = s
        .assignments
        .iter()
        .filter(|a| a.is_current && a.role == AssignmentRole::Lead)
        .collect::<Vec<_>>();
    if leads.len() > 1 {
        violation(found, OWNER, "主办单位多于一个");
    }
    let handled = matches!(
        s.status,
        Status::Assigned | Status::InProgress | Status::InReview | Status::Replied | Status::Merged
    );
    let should = if s.overlays.is_sent_back() {
        Some(s.desk)
    } else {
        leads.first().map(|a| a.unit)
    };
    if handled && should != s.accountable_unit {
        violation(
            found,
            OWNER,
            "责任单位不是主办单位（退回争议期间应为分办台）",
        );
    }
    if s.status == Status::InProgress && s.lead().is_none_or(|a| a.handler.is_none()) {
        violation(found, OWNER, "办理中，却没有承办人");
    }
    for (i, a) in open.iter().enumerate() {
        if open
            .iter()
            .skip(i + 1)
            .any(|b| a.kind == b.kind && a.unit == b.unit && !a.kind.may_be_owed_twice())
        {
            violation(found, OWNER, format!("{}义务重复", a.kind));
        }
    }
}

/// What each state owes. "At least one open obligation" alone would let the wrong one stand in.
fn owed(s: &Suggestion, found: &mut Vec<Violation>) {
    use ObligationKind::{
        Accept, Acknowledge, Assign, Close, DecideReview, Rate, Reply, ReviewWindow, Rule, SignOff,
        Supplement, TellDecline,
    };
    let all_of: &[&[ObligationKind]] = match s.status {
        Status::Submitted if s.decline.is_some() => &[&[TellDecline, Accept]],
        Status::Submitted => &[&[Accept]],
        Status::Assigned if s.overlays.is_sent_back() => &[&[Rule], &[Reply]],
        Status::Supplementing => &[&[Supplement]],
        Status::Accepted => &[&[Assign]],
        Status::Assigned => &[&[Acknowledge], &[Reply]],
        Status::InProgress => &[&[Reply]],
        Status::InReview => &[&[SignOff], &[Reply]],
        Status::Replied if s.is_review_open() => &[&[ReviewWindow, DecideReview]],
        Status::Replied => &[&[Rate, Close]],
        Status::Merged => &[&[Reply]],
        Status::Closed | Status::Declined | Status::Withdrawn | Status::Terminated => &[],
    };
    for one_of in all_of {
        if !one_of.iter().any(|kind| s.open_obligation(*kind).is_some()) {
            let names: Vec<&str> = one_of.iter().map(|kind| kind.label()).collect();
            violation(
                found,
                OWNER,
                format!("{}，却没有{}义务", s.status, names.join("或")),
            );
        }
    }
    for stray in s.open_obligations().filter(|o| !may_owe(s.status, o.kind)) {
        violation(
            found,
            OWNER,
            format!("{}，却仍有未了的{}义务", s.status, stray.kind),
        );
    }
    let at_the_desk = matches!(
        s.status,
        Status::Submitted | Status::Supplementing | Status::Accepted
    );
    if at_the_desk && s.accountable_unit.is_some_and(|unit| unit != s.desk) {
        violation(found, OWNER, "尚未分办，责任单位却不是分办台");
    }
}

/// Who is accused owes nothing and takes no part (DOMAIN 2). The name of the lead stays until
/// another leads; the desk is accountable meanwhile.
fn accused(s: &Suggestion, found: &mut Vec<Violation>) {
    let accused = &s.overlays.accused;
    let owe = s.open_obligations().any(|o| accused.names_unit(o.unit));
    let take_part = s.assignments.iter().any(|a| {
        let is_out = s.overlays.is_lead_away() && a.role == AssignmentRole::Lead;
        let handles = a.handler.is_some_and(|h| accused.names_account(h));
        let is_over = s.status == Status::Replied && a.role == AssignmentRole::Lead;
        a.is_current && ((accused.names_unit(a.unit) && !is_out) || (handles && !is_over))
    });
    if owe || take_part {
        violation(found, OWNER, "被反映的人员或单位仍在办理");
    }
}

/// Whether an obligation has its place in that state. One left behind would be overdue for ever.
/// A commitment may be open in any state: a redo does not undo a promise.
const fn may_owe(status: Status, kind: ObligationKind) -> bool {
    use ObligationKind::{
        Accept, Acknowledge, Assign, AssignReview, Close, Commitment, ConfirmSupport, DecideAward,
        DecideExclusion, DecideExtension, DecideMerge, DecideReview, DecideTermination, Directive,
        EffectReport, FollowUp, Rate, Reply, ReviewWindow, Rule, ShelveReview, SignOff,
        Supervision, Supplement, SupportOpinion, TellAcceptance, TellDecline,
    };
    match kind {
        Commitment | DecideExclusion | ShelveReview => true,
        EffectReport | DecideAward => matches!(status, Status::Replied | Status::Closed),
        TellAcceptance => matches!(
            status,
            Status::Accepted
                | Status::Assigned
                | Status::InProgress
                | Status::InReview
                | Status::Merged
        ),
        Supervision | Directive => !status.is_final(),
        Accept => matches!(status, Status::Submitted),
        Supplement => matches!(status, Status::Supplementing),
        TellDecline => matches!(status, Status::Submitted | Status::Declined),
        Assign => matches!(status, Status::Accepted),
        Acknowledge => matches!(status, Status::Assigned),
        Reply | DecideExtension => matches!(
            status,
            Status::Assigned | Status::InProgress | Status::InReview | Status::Merged
        ),
        SupportOpinion | Rule | ConfirmSupport | DecideMerge | DecideTermination => {
            matches!(
                status,
                Status::Assigned | Status::InProgress | Status::InReview
            )
        }
        SignOff => matches!(status, Status::InReview),
        Rate | FollowUp | Close | ReviewWindow | AssignReview | DecideReview => {
            matches!(status, Status::Replied)
        }
    }
}

fn result(s: &Suggestion, found: &mut Vec<Violation>) {
    if s.status != Status::Closed {
        return;
    }
    match &s.closure {
        None => violation(found, RESULT, "已办结，却没有结果"),
        Some(Closure::Historical) => {}
        Some(Closure::Concluded(outcome)) => {
            if let Err((_, message)) = check_outcome(outcome) {
                violation(found, RESULT, message);
            }
            if outcome.commitment.is_some()
                && !s
                    .obligations
                    .iter()
                    .any(|o| o.kind == ObligationKind::Commitment)
            {
                violation(found, RESULT, "承诺没有跟踪");
            }
        }
    }
}

/// What is public is so with consent, and what is archived is over.
fn openness(s: &Suggestion, found: &mut Vec<Violation>) {
    let publication = &s.overlays.publication;
    if publication.published.is_some() {
        if publication.consent.is_none() {
            violation(found, OPEN, "没有建议人的同意却公开了");
        }
        if s.is_restricted || s.kind == SuggestionKind::Disclosure {
            violation(found, OPEN, "举报或保密的来件公开了");
        }
        if !s.has_final_reply() {
            violation(found, OPEN, "没有正式答复却公开了");
        }
    }
    if s.overlays.archived.is_some() {
        if !s.status.is_final() {
            violation(found, RESULT, "没有结束却归档了");
        }
        if s.open_obligations().next().is_some() {
            violation(found, RESULT, "归档之后仍有未了的义务");
        }
    }
}

/// What a result class demands (DOMAIN 1): C and D a reason, B a commitment with a date.
/// The error names the form field and says in Chinese what is missing.
pub(crate) fn check_outcome(outcome: &Outcome) -> Result<(), (&'static str, &'static str)> {
    if let Some(promise) = &outcome.commitment
        && promise.text.trim().is_empty()
    {
        return Err(("commitment", "请写明承诺的内容"));
    }
    let has_reason = outcome
        .reason
        .as_ref()
        .is_some_and(|r| !r.trim().is_empty());
    match outcome.result_class {
        ResultClass::A => Ok(()),
        ResultClass::B if outcome.commitment.is_some() => Ok(()),
        ResultClass::B => Err(("commitment", "结果为 B 类时，须写明承诺内容和兑现日期")),
        ResultClass::C | ResultClass::D if has_reason => Ok(()),
        ResultClass::C | ResultClass::D => {
            Err(("reason", "结果为 C 类或 D 类时，须写明建议人能看到的理由"))
        }
    }
}
