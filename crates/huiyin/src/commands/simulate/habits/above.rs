//! What supervisors and leaders do.

use chrono::{Duration, Months};
use huiyin_core::{ObligationKind, Role, SupervisionLevel, SupervisionTrigger};
use huiyin_workflow::Action;

use super::{Moment, Wish, wish, words};
use crate::commands::simulate::cast::DESK;
use crate::commands::simulate::dice::Dice;

/// 督导员和领导.
pub(super) fn oversight(m: &Moment<'_>, dice: &mut Dice, wishes: &mut Vec<Wish>) {
    let today = m.today();
    let supervisor = m.apart(Role::Supervisor, dice);
    let leader = m.cast.someone(DESK, Role::Leader, today, dice);
    let lead = dice.pick(&m.cast.unit_ids()).unwrap_or(DESK);
    let reason = words("以三定方案为准");
    wish(
        wishes,
        900,
        supervisor.clone(),
        Action::Rule { lead, reason },
    );
    let reason = words("同意，情况属实");
    wish(
        wishes,
        1_500,
        supervisor.clone(),
        Action::GrantExtension { reason },
    );
    let reason = words("请按期答复");
    wish(
        wishes,
        400,
        supervisor.clone(),
        Action::RefuseExtension { reason },
    );
    wish(
        wishes,
        900,
        supervisor.clone(),
        Action::Redo {
            reason: words("没有解决问题"),
        },
    );
    let is_late = m.is_late(ObligationKind::Reply) || m.is_late(ObligationKind::Acknowledge);
    if is_late {
        let order = Action::Supervise {
            level: dice
                .pick(SupervisionLevel::ALL)
                .unwrap_or(SupervisionLevel::Ordinary),
            trigger: SupervisionTrigger::Overdue,
            requirement: words("限期办结并报告"),
            due_on: today + Duration::days(dice.between(3, 10)),
            seq: m.next_supervision,
        };
        wish(wishes, 120, supervisor.clone(), order);
    }
    wish(
        wishes,
        900,
        supervisor.clone(),
        Action::LiftSupervision {
            result: words("已落实"),
        },
    );
    if dice.chance(4) {
        let (text, due_on) = (
            words("请抓紧办理"),
            today + Duration::days(dice.between(5, 20)),
        );
        wish(wishes, 300, leader.clone(), Action::Direct { text, due_on });
    }
    if dice.chance(4) {
        let review_on = today + Months::new(1);
        let reason = words("资金尚未到位");
        wish(
            wishes,
            300,
            leader.clone(),
            Action::Shelve { reason, review_on },
        );
    }
    if m.is_late(ObligationKind::ShelveReview) {
        let reason = words("障碍已经消除");
        wish(wishes, 2_000, leader, Action::Unshelve { reason });
    }
    if m.item.closes_only_by_hand() {
        wish(wishes, 300, supervisor, Action::Close);
    }
}
