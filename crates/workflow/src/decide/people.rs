//! 更换承办人、回避.

use huiyin_core::{AccountId, Actor, ObligationKind};

use super::{Draft, needed};
use crate::event::{Change, Event};
use crate::refusal::Refusal;

/// Who stepped out is not named again, and who is accused never.
pub(super) fn may_handle(draft: &Draft<'_>, handler: AccountId) -> Result<(), Refusal> {
    if draft.state.overlays.recused.contains(&handler) {
        return Err(Refusal::Invalid {
            field: "handler",
            message: "所选的人已经回避这一件，请指定别人".to_owned(),
        });
    }
    if draft.state.overlays.accused.names_account(handler) {
        return Err(Refusal::Invalid {
            field: "handler",
            message: "所选的人不能办理这一件，请指定别人".to_owned(),
        });
    }
    Ok(())
}

pub(super) fn change_handler(
    draft: &mut Draft<'_>,
    handler: AccountId,
    reason: &str,
) -> Result<(), Refusal> {
    let reason = needed("reason", "更换的理由", reason)?;
    may_handle(draft, handler)?;
    if draft.state.lead().and_then(|a| a.handler) == Some(handler) {
        return Err(Refusal::Invalid {
            field: "handler",
            message: "承办人没有变化".to_owned(),
        });
    }
    draft.push(Change::plain(Event::HandlerChanged { handler, reason }));
    Ok(())
}

/// A direct interest: whoever has one steps out. If it is the handler, the unit has to name
/// another; the reply clock goes on.
pub(super) fn recuse(draft: &mut Draft<'_>, reason: &str) -> Result<(), Refusal> {
    let reason = needed("reason", "回避的理由", reason)?;
    let Actor::Staff(staff) = &draft.ctx.actor else {
        return Err(Refusal::Rule("回避由本人提出".to_owned()));
    };
    let account = staff.account;
    let lead = draft.state.lead().filter(|a| a.handler == Some(account));
    let opens = match lead {
        Some(assignment) => vec![draft.open(ObligationKind::Acknowledge, assignment.unit)],
        None => Vec::new(),
    };
    draft.push(Change {
        event: Event::Recused {
            account,
            was_handler: !opens.is_empty(),
            reason,
        },
        ends: Vec::new(),
        opens,
    });
    Ok(())
}
