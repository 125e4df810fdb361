//! 延期: once, asked before expiry, counted from the old due date; the supervisor decides and the
//! submitter is told why (DOMAIN 3).

use huiyin_core::{ObligationKind, time};

use super::{Draft, needed};
use crate::event::{Change, Event};
use crate::obligation::ObligationEnd;
use crate::policy::{EXTERNAL, cap, opened};
use crate::refusal::Refusal;
use crate::time_limit::TimeLimit;

pub(super) fn ask(draft: &mut Draft<'_>, amount: u32, reason: &str) -> Result<(), Refusal> {
    let reason = needed("reason", "延期的理由", reason)?;
    let longest = draft.policy.limits.longest_extension(draft.state.track);
    if amount == 0 || amount > longest.amount {
        return Err(Refusal::Invalid {
            field: "amount",
            message: format!("延期为 1 到 {longest}"),
        });
    }
    let limit = TimeLimit::new(amount, longest.unit);
    let Some(reply) = draft.state.open_obligation(ObligationKind::Reply) else {
        return Err(Refusal::Rule("没有未了的答复义务".to_owned()));
    };
    if draft.now() >= reply.due_at {
        return Err(Refusal::Rule(format!(
            "延期须在到期之前申请，答复时限已于{}届满",
            time::chinese_date(time::due_date(reply.due_at))
        )));
    }
    if draft
        .state
        .external_due_at
        .is_some_and(|external| external <= reply.due_at)
    {
        return Err(Refusal::Rule(
            "转办件以转来单位的期限为准，请向转来单位申请延期".to_owned(),
        ));
    }
    let opens = vec![cap(
        draft.open(ObligationKind::DecideExtension, draft.state.desk),
        Some(reply.due_at),
        "须在原时限届满之前决定",
    )];
    draft.push(Change {
        event: Event::ExtensionAsked { limit, reason },
        ends: Vec::new(),
        opens,
    });
    Ok(())
}

pub(super) fn grant(draft: &mut Draft<'_>, reason: &str) -> Result<(), Refusal> {
    let reason = needed("reason", "告知建议人的理由", reason)?;
    let asked = draft.state.overlays.asked_extension.clone();
    let reply = draft.state.open_obligation(ObligationKind::Reply).cloned();
    let (Some(asked), Some(reply)) = (asked, reply) else {
        return Err(Refusal::Rule("没有等待审批的延期".to_owned()));
    };
    let old_day = time::due_date(reply.due_at);
    let policy = draft.policy;
    let due = policy
        .calendar_for(reply.unit)
        .due_from_day(old_day, asked.limit, &policy.due);
    let mut open = opened(
        ObligationKind::Reply,
        reply.unit,
        &due,
        reply.basis.rule.clone(),
    );
    open.basis.note = Some(format!(
        "经批准延期{}，自原时限{}起算",
        asked.limit,
        time::chinese_date(old_day)
    ));
    let open = cap(open, draft.state.external_due_at, EXTERNAL);
    let event = Event::ExtensionGranted {
        limit: asked.limit,
        from: reply.due_at,
        to: open.due_at,
        reason,
    };
    let mut ends = draft.end(ObligationKind::DecideExtension, ObligationEnd::Met);
    ends.extend(draft.end(ObligationKind::Reply, ObligationEnd::Moved));
    draft.push(Change {
        event,
        ends,
        opens: vec![open],
    });
    Ok(())
}

pub(super) fn refuse(draft: &mut Draft<'_>, reason: &str) -> Result<(), Refusal> {
    let reason = needed("reason", "不同意延期的理由", reason)?;
    let ends = draft.end(ObligationKind::DecideExtension, ObligationEnd::Met);
    draft.push(Change {
        event: Event::ExtensionRefused { reason },
        ends,
        opens: Vec::new(),
    });
    Ok(())
}
