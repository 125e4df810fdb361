//! 拟稿、退回修改、审签发出.

use chrono::Months;
use huiyin_core::{IdentityLevel, ObligationKind, ReplyKind, time};

use super::{Draft, assign, gate, improvement, lead_unit, needed, oversight, review};
use crate::event::{Change, Event};
use crate::gate::{GateFinding, IssuedFinding};
use crate::invariant::check_outcome;
use crate::obligation::{ObligationEnd, OpenObligation};
use crate::refusal::Refusal;
use crate::suggestion::{CommitmentPromise, Outcome, ReplyContent};

/// A promise beyond this is a slip of the pen (2206 for 2026), not a plan.
const PROMISE_YEARS_MAX: u32 = 10;

pub(super) fn draft_reply(draft: &mut Draft<'_>, content: &ReplyContent) -> Result<(), Refusal> {
    check_content(draft, content)?;
    let unit = lead_unit(draft)?;
    let opens = vec![assign::sign_off_duty(draft, unit)];
    let event = Event::ReplyDrafted {
        content: content.clone(),
    };
    draft.push(Change {
        event,
        ends: Vec::new(),
        opens,
    });
    Ok(())
}

fn check_content(draft: &Draft<'_>, content: &ReplyContent) -> Result<(), Refusal> {
    let points = &draft.state.points;
    for (i, reply) in content.points.iter().enumerate() {
        if content
            .points
            .iter()
            .take(i)
            .any(|p| p.point == reply.point)
        {
            return Err(Refusal::Invalid {
                field: "points",
                message: format!("诉求点 {} 有两份答复，请合成一份", reply.point),
            });
        }
        if !points.iter().any(|p| p.no == reply.point) {
            return Err(Refusal::Invalid {
                field: "points",
                message: format!("没有诉求点 {}", reply.point),
            });
        }
    }
    let has_text = |no| {
        content
            .points
            .iter()
            .any(|p| p.point == no && !p.text.trim().is_empty())
    };
    not_the_same_again(draft, content)?;
    match content.kind {
        ReplyKind::Final => {
            if let Some(point) = points.iter().find(|p| !has_text(p.no)) {
                return Err(Refusal::Invalid {
                    field: "points",
                    message: format!("诉求点 {} 还没有答复：条条要有回音", point.no),
                });
            }
            let Some(outcome) = &content.outcome else {
                return Err(Refusal::Invalid {
                    field: "result_class",
                    message: "正式答复须选择结果类别和采纳情况".to_owned(),
                });
            };
            improvement::is_assessed(draft)?;
            check_result(draft, outcome)
        }
        ReplyKind::Interim => {
            // a promise in it would be tracked by nobody
            if content.outcome.is_some() {
                return Err(Refusal::Invalid {
                    field: "result_class",
                    message: "阶段性答复不能写结果，结果由正式答复写明".to_owned(),
                });
            }
            if points.iter().any(|p| has_text(p.no)) {
                Ok(())
            } else {
                Err(Refusal::Invalid {
                    field: "points",
                    message: "请至少答复一个诉求点".to_owned(),
                })
            }
        }
    }
}

/// 重办: the same text again is no new answer (DOMAIN 3).
fn not_the_same_again(draft: &Draft<'_>, content: &ReplyContent) -> Result<(), Refusal> {
    let letters = |text: &str| -> String {
        text.chars()
            .filter(|c| c.is_alphanumeric())
            .collect::<String>()
            .to_lowercase()
    };
    let earlier = draft
        .state
        .issued_replies()
        .filter(|r| r.round < draft.state.round && r.content.kind == ReplyKind::Final);
    for old in earlier.flat_map(|r| &r.content.points) {
        let same = content
            .points
            .iter()
            .find(|p| p.point == old.point && letters(&p.text) == letters(&old.text));
        if let Some(point) = same {
            return Err(Refusal::Invalid {
                field: "points",
                message: format!(
                    "诉求点 {} 的答复与上一轮相同：重办须有新的答复",
                    point.point
                ),
            });
        }
    }
    Ok(())
}

fn check_result(draft: &Draft<'_>, outcome: &Outcome) -> Result<(), Refusal> {
    check_outcome(outcome).map_err(|(field, message)| Refusal::Invalid {
        field,
        message: message.to_owned(),
    })?;
    let Some(promise) = &outcome.commitment else {
        return Ok(());
    };
    let today = time::local_date(draft.now());
    let message = if promise.due_on < today {
        "承诺的兑现日期不能早于今天".to_owned()
    } else if today
        .checked_add_months(Months::new(PROMISE_YEARS_MAX * 12))
        .is_some_and(|last| promise.due_on > last)
    {
        format!("承诺的兑现日期最远为 {PROMISE_YEARS_MAX} 年之内")
    } else {
        return Ok(());
    };
    Err(Refusal::Invalid {
        field: "commitment_due_on",
        message,
    })
}

pub(super) fn return_draft(draft: &mut Draft<'_>, reason: &str) -> Result<(), Refusal> {
    let reason = needed("reason", "退回修改的意见", reason)?;
    let ends = draft.end(ObligationKind::SignOff, ObligationEnd::Met);
    draft.push(Change {
        event: Event::DraftReturned { reason },
        ends,
        opens: Vec::new(),
    });
    Ok(())
}

pub(super) fn sign_off(
    draft: &mut Draft<'_>,
    findings: &[GateFinding],
    override_reason: Option<&str>,
) -> Result<(), Refusal> {
    let Some(reply) = draft.state.draft() else {
        return Err(Refusal::Rule("没有待审核的答复".to_owned()));
    };
    let content = reply.content.clone();
    let unit = lead_unit(draft)?;
    match content.kind {
        ReplyKind::Interim => {
            let ends = draft.end(ObligationKind::SignOff, ObligationEnd::Met);
            // it may be short and may say that work goes on: the gate only advised its writer
            let event = Event::ReplyIssued {
                is_final: false,
                findings: Vec::new(),
                override_reason: None,
            };
            draft.push(Change {
                event,
                ends,
                opens: Vec::new(),
            });
        }
        ReplyKind::Final => {
            // the promised day may have passed while the draft lay waiting
            if let Some(outcome) = &content.outcome {
                check_result(draft, outcome)?;
            }
            let override_reason = gate::pass(findings, override_reason)?;
            let mut ends = draft.end_where(ObligationEnd::Met, |kind| {
                matches!(kind, ObligationKind::SignOff | ObligationKind::Reply)
            });
            ends.extend(draft.end(ObligationKind::SupportOpinion, ObligationEnd::Dropped));
            // what was asked about the handling is moot now
            ends.extend(draft.end_where(ObligationEnd::Dropped, |kind| {
                matches!(
                    kind,
                    ObligationKind::Rule
                        | ObligationKind::ConfirmSupport
                        | ObligationKind::DecideMerge
                        | ObligationKind::DecideExtension
                        | ObligationKind::DecideTermination
                        // whoever has the answer need not be told that it was accepted
                        | ObligationKind::TellAcceptance
                )
            }));
            let mut opens = vec![draft.open(ObligationKind::Rate, unit)];
            // nobody can be called whom nobody knows
            if draft.state.identity_level != IdentityLevel::Anonymous {
                opens.push(draft.open(ObligationKind::FollowUp, draft.state.desk));
            }
            opens.extend(review::window(draft, unit));
            let effect = content.outcome.as_ref();
            opens.extend(effect.and_then(|o| improvement::effect_duty(draft, unit, o)));
            draft.push(Change {
                event: Event::ReplyIssued {
                    is_final: true,
                    findings: findings.iter().map(IssuedFinding::from).collect(),
                    override_reason,
                },
                ends,
                opens,
            });
            if let Some(promise) = content.outcome.and_then(|o| o.commitment) {
                let opens = vec![commitment(draft, unit, &promise)];
                let event = Event::CommitmentTracked { promise };
                draft.push(Change {
                    event,
                    ends: Vec::new(),
                    opens,
                });
            }
        }
    }
    Ok(())
}

/// A promise becomes an obligation with its own date, tracked beyond closing (DOMAIN 3).
fn commitment(
    draft: &Draft<'_>,
    unit: huiyin_core::UnitId,
    promise: &CommitmentPromise,
) -> OpenObligation {
    let mut open = oversight::by_own_date(
        draft,
        ObligationKind::Commitment,
        unit,
        promise.due_on,
        "承诺的兑现日期由答复写明",
    );
    // the name that commitments have had in the ledger from the first day
    open.basis.rule = "commitment=own date".to_owned();
    open
}
