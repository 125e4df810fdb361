//! 调整时限: a changed calendar moves what is still owed, never what is over (DOMAIN 4).

use huiyin_core::ObligationKind;
use huiyin_core::time::Instant;

use super::{Draft, needed};
use crate::event::{Change, EndObligation, Event};
use crate::obligation::{DueBasis, ObligationEnd, OpenObligation};
use crate::refusal::Refusal;

/// Ends the obligation as moved and opens the same one with the new due time.
pub(super) fn move_due(
    draft: &mut Draft<'_>,
    no: i64,
    due_at: Instant,
    basis: &DueBasis,
    reason: &str,
) -> Result<(), Refusal> {
    let reason = needed("reason", "调整时限的理由", reason)?;
    let Some(old) = draft.state.open_obligations().find(|o| o.no == no) else {
        return Err(Refusal::Rule(
            "这项时限义务已经了结，不再调整时限".to_owned(),
        ));
    };
    if old.kind == ObligationKind::Commitment {
        return Err(Refusal::Rule(
            "承诺的日期由承诺写明，不随日历调整".to_owned(),
        ));
    }
    if old.due_at == due_at {
        return confirm(draft, no, basis);
    }
    let (kind, unit, from) = (old.kind, old.unit, old.due_at);
    draft.push(Change {
        event: Event::DueMoved {
            no,
            kind,
            from,
            to: due_at,
            reason,
        },
        ends: vec![EndObligation {
            no,
            kind,
            how: ObligationEnd::Moved,
        }],
        opens: vec![OpenObligation {
            kind,
            unit,
            due_at,
            basis: basis.clone(),
        }],
    });
    Ok(())
}

/// 暂定 no longer: the same day follows from a published notice. The obligation keeps its number,
/// so that nothing it was reminded of is said again.
fn confirm(draft: &mut Draft<'_>, no: i64, basis: &DueBasis) -> Result<(), Refusal> {
    let provisional = draft
        .state
        .open_obligations()
        .find(|o| o.no == no && o.basis.provisional && !basis.provisional);
    let Some(old) = provisional else {
        return Err(Refusal::Rule("时限没有变化".to_owned()));
    };
    let kind = old.kind;
    draft.push(Change {
        event: Event::DueConfirmed {
            no,
            kind,
            calendar_version: basis.calendar_version.clone(),
        },
        ends: Vec::new(),
        opens: Vec::new(),
    });
    Ok(())
}
