//! What the triage desk does.

use huiyin_core::{FollowUpResult, ObligationKind, Role, UnitId};
use huiyin_workflow::Action;

use super::{Moment, Wish, wish, words};
use crate::commands::simulate::cast::DESK;
use crate::commands::simulate::dice::Dice;

/// 分办台.
pub(super) fn desk(m: &Moment<'_>, dice: &mut Dice, wishes: &mut Vec<Wish>) {
    let clerk = m.cast.someone(DESK, Role::Clerk, m.today(), dice);
    let kind = m.item.kind;
    let points = if dice.chance(100) {
        vec![words("第一点"), words("第二点")]
    } else {
        Vec::new()
    };
    wish(
        wishes,
        900,
        clerk.clone(),
        Action::Accept {
            kind,
            topic: None,
            points,
        },
    );
    let list = words("请写明单位和时间");
    wish(wishes, 40, clerk.clone(), Action::AskSupplement { list });
    let decline = Action::ProposeDecline {
        reason_code: words("arbitration"),
        explanation: words("已进入仲裁程序"),
        go_instead: words("劳动人事争议仲裁委员会"),
    };
    if m.item.decline.is_none() {
        wish(wishes, 50, clerk.clone(), decline);
    }
    wish(wishes, 3_000, clerk.clone(), Action::ConfirmDecline);
    let reason = words("属于受理范围");
    wish(wishes, 500, clerk.clone(), Action::RejectDecline { reason });

    let all = m.cast.unit_ids();
    let lead = dice.pick(&all).unwrap_or(DESK);
    let supports = if dice.chance(250) {
        dice.pick(&all)
    } else {
        None
    };
    let supports: Vec<UnitId> = supports.into_iter().filter(|u| *u != lead).collect();
    let note = words("请按期办理");
    wish(
        wishes,
        900,
        clerk.clone(),
        Action::Assign {
            lead,
            supports,
            note,
        },
    );
    let on = &m.item.overlays;
    // a unit whose people have all stepped out takes nothing; the desk finds another
    let is_stuck = m.is_late(ObligationKind::Acknowledge)
        || (!on.recused.is_empty() && m.is_late(ObligationKind::Reply));
    if on.dispute.is_some() || is_stuck {
        let weight = if on.dispute.is_some() { 900 } else { 60 };
        let reason = words("改由对口单位办理");
        wish(
            wishes,
            weight,
            clerk.clone(),
            Action::Reassign { lead, reason },
        );
    }
    if let Some(asked) = &on.asked_support {
        let units = asked.units.clone();
        wish(
            wishes,
            1_500,
            clerk.clone(),
            Action::AddSupport {
                units,
                note: words("请配合"),
            },
        );
        let reason = words("主办单位可以独立办理");
        wish(wishes, 300, clerk.clone(), Action::RefuseSupport { reason });
    }
    if m.item.is_child() && dice.chance(30) {
        let reason = words("并不是同一件事");
        wish(wishes, 600, clerk.clone(), Action::Unmerge { reason });
    }
    wish(wishes, 1_000, clerk.clone(), Action::ApproveTermination);
    let reason = words("应当继续办理");
    wish(
        wishes,
        300,
        clerk.clone(),
        Action::RefuseTermination { reason },
    );
    if m.item.is_urgent && dice.chance(30) {
        let reason = words("情况已经缓解");
        wish(wishes, 200, clerk.clone(), Action::UnmarkUrgent { reason });
    } else if dice.chance(3) {
        let reason = words("有人受伤");
        wish(wishes, 500, clerk, Action::MarkUrgent { reason });
    }
    let caller = m.apart(Role::Caller, dice);
    let results = vec![
        (800, FollowUpResult::Solved),
        (80, FollowUpResult::Unsolved),
        (120, FollowUpResult::Unreached),
    ];
    if let Some(result) = dice.weigh(results) {
        wish(
            wishes,
            700,
            caller,
            Action::FollowUp {
                result,
                note: String::new(),
            },
        );
    }
}
