//! What people do with an item when they get to it: mostly the next step, sometimes a way round.

use chrono::{Duration, Months, NaiveDate};
use huiyin_core::time::{self, Instant};
use huiyin_core::{
    Actor, Digest, FollowUpResult, ObligationKind, Role, Satisfaction, SuggestionKind,
    SupervisionLevel, SupervisionTrigger, UnitId,
};
use huiyin_workflow::{Action, Suggestion, available};

use super::cast::{Cast, DESK};
use super::dice::Dice;
use super::replies;

/// One thing that somebody might do, and how much they want to.
type Wish = (u64, (Actor, Action));

/// The circumstances in which somebody looks at an item.
pub(super) struct Moment<'a> {
    pub(super) item: &'a Suggestion,
    pub(super) now: Instant,
    pub(super) cast: &'a Cast,
    /// Running number for the next 督办.
    pub(super) next_supervision: i64,
}

impl Moment<'_> {
    fn today(&self) -> NaiveDate {
        time::local_date(self.now)
    }

    fn owes(&self, kind: ObligationKind) -> bool {
        self.item.open_obligation(kind).is_some()
    }

    fn is_late(&self, kind: ObligationKind) -> bool {
        let open = self.item.open_obligation(kind);
        open.is_some_and(|o| self.now >= o.due_at)
    }
}

/// What is done now; `None` when nobody who could is there, or all prefer to wait.
pub(super) fn choose(moment: &Moment<'_>, dice: &mut Dice) -> Option<(Actor, Action)> {
    let mut wishes = Vec::new();
    desk(moment, dice, &mut wishes);
    unit(moment, dice, &mut wishes);
    oversight(moment, dice, &mut wishes);
    submitter(moment, dice, &mut wishes);
    wishes.retain(|(_, (actor, action))| available(moment.item, actor).contains(&action.kind()));
    dice.weigh(wishes)
}

/// Somebody tries what is none of their business, or comes too late.
pub(super) fn trespass(moment: &Moment<'_>, dice: &mut Dice) -> Option<(Actor, Action)> {
    let actor = moment.cast.anybody(dice)?;
    let actions = [
        Action::ConfirmDecline,
        Action::sign_off(),
        Action::Close,
        Action::LapseRating,
        Action::Withdraw { reason_seal: None },
        Action::ApproveTermination,
        Action::Accept {
            kind: SuggestionKind::Praise,
            topic: None,
            points: Vec::new(),
        },
        Action::Redo {
            reason: "不满意".to_owned(),
        },
    ];
    let action = dice.pick(&actions)?;
    let is_allowed = available(moment.item, &actor).contains(&action.kind());
    (!is_allowed).then_some((actor, action))
}

fn wish(wishes: &mut Vec<Wish>, weight: u64, actor: Option<Actor>, action: Action) {
    if let Some(actor) = actor {
        wishes.push((weight, (actor, action)));
    }
}

fn words(text: &str) -> String {
    text.to_owned()
}

/// 分办台.
fn desk(m: &Moment<'_>, dice: &mut Dice, wishes: &mut Vec<Wish>) {
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
    if on.dispute.is_some() || m.is_late(ObligationKind::Acknowledge) {
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
    let caller = m.cast.someone(DESK, Role::Caller, m.today(), dice);
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

/// 主办和协办单位.
fn unit(m: &Moment<'_>, dice: &mut Dice, wishes: &mut Vec<Wish>) {
    let Some(lead) = m.item.lead_unit() else {
        return;
    };
    let (today, on) = (m.today(), &m.item.overlays);
    let liaison = m.cast.someone(lead, Role::Liaison, today, dice);
    let head = m.cast.someone(lead, Role::Head, today, dice);
    let named = m.item.lead().and_then(|a| a.handler);
    let handler = named
        .filter(|account| !m.cast.is_away(*account, today))
        .and_then(|account| m.cast.person(account));
    let next_handler = m.cast.someone(lead, Role::Handler, today, dice);
    let next_account = match &next_handler {
        Some(Actor::Staff(staff)) => Some(staff.account),
        Some(Actor::Submitter(_) | Actor::System(_)) | None => None,
    };
    let front = liaison.clone().or_else(|| head.clone());
    let is_free = next_account.filter(|account| !on.recused.contains(account));
    if let Some(account) = is_free {
        wish(
            wishes,
            900,
            front.clone(),
            Action::Acknowledge { handler: account },
        );
        // who is away is replaced, or the item would lie until they come back
        if named.is_some_and(|n| n != account && m.cast.is_away(n, today)) {
            let reason = words("承办人休假");
            wish(
                wishes,
                900,
                front.clone(),
                Action::ChangeHandler {
                    handler: account,
                    reason,
                },
            );
        }
    }
    let reason = words("不属于本单位职责");
    let proposed = dice.pick(&m.cast.unit_ids());
    if on.send_back_request.is_some() {
        wish(
            wishes,
            3_000,
            head.clone(),
            Action::SendBack { reason, proposed },
        );
    } else {
        wish(
            wishes,
            25,
            liaison,
            Action::RequestSendBack {
                reason: reason.clone(),
                proposed,
            },
        );
        wish(
            wishes,
            25,
            head.clone(),
            Action::SendBack {
                reason: reason.clone(),
                proposed,
            },
        );
        wish(wishes, 8, head.clone(), Action::AskRuling { reason });
    }
    if dice.chance(2) {
        let reason = words("与当事人是亲属");
        wish(wishes, 900, handler.clone(), Action::Recuse { reason });
    }
    let writer = handler.clone().or_else(|| head.clone());
    let content = replies::content(m.item, today, dice);
    wish(wishes, 800, writer.clone(), Action::DraftReply { content });
    let days = u32::try_from(dice.between(1, 10)).unwrap_or(1);
    let reason = words("需要现场勘查");
    wish(
        wishes,
        50,
        head.clone(),
        Action::AskExtension {
            amount: days,
            reason,
        },
    );
    if let Some(other) = proposed.filter(|unit| *unit != lead) {
        let reason = words("需要后勤配合");
        wish(
            wishes,
            30,
            writer.clone(),
            Action::AskSupport {
                units: vec![other],
                reason,
            },
        );
    }
    let termination = Action::ProposeTermination {
        reason: words("涉及的单位已经撤销"),
        explanation: words("办理的前提已经不存在"),
    };
    wish(wishes, 4, writer.clone(), termination);
    let signer = if on.is_key() {
        m.cast.someone(DESK, Role::Leader, today, dice)
    } else {
        head.clone()
    };
    wish(wishes, 900, signer.clone(), Action::sign_off());
    wish(
        wishes,
        80,
        signer,
        Action::ReturnDraft {
            reason: words("请写明完成时间"),
        },
    );
    if m.is_late(ObligationKind::Reply) {
        let text = words("等待检测结果");
        wish(wishes, 60, writer.clone(), Action::ExplainOverdue { text });
    }
    let text = words("已经落实");
    wish(
        wishes,
        900,
        writer.clone(),
        Action::AnswerSupervision { text: text.clone() },
    );
    wish(
        wishes,
        900,
        writer.clone(),
        Action::AnswerDirective { text },
    );
    promises(m, writer, wishes);
    for support in m.item.supports() {
        let assistant = m.cast.someone(support.unit, Role::Handler, today, dice);
        wish(
            wishes,
            700,
            assistant,
            Action::GiveSupport {
                opinion: words("可行"),
            },
        );
    }
}

/// 承诺 are kept about when they were promised.
fn promises(m: &Moment<'_>, writer: Option<Actor>, wishes: &mut Vec<Wish>) {
    let soon = m.now + Duration::days(3);
    let due = m
        .item
        .open_obligations()
        .find(|o| o.kind == ObligationKind::Commitment && o.due_at <= soon);
    if let Some(promised) = due {
        let (no, text) = (promised.no, words("承诺的事项已经完成"));
        wish(wishes, 900, writer, Action::FulfilCommitment { no, text });
    }
}

/// 督导员和领导.
fn oversight(m: &Moment<'_>, dice: &mut Dice, wishes: &mut Vec<Wish>) {
    let today = m.today();
    let supervisor = m.cast.someone(DESK, Role::Supervisor, today, dice);
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

/// 建议人.
fn submitter(m: &Moment<'_>, dice: &mut Dice, wishes: &mut Vec<Wish>) {
    let me = Some(Actor::Submitter(m.item.id));
    let seal = Digest::of(m.item.ticket_no.to_string().as_bytes());
    if m.owes(ObligationKind::Supplement) {
        let action = Action::Supplement {
            seal,
            attachments: Vec::new(),
        };
        wish(wishes, 700, me.clone(), action);
    } else if dice.chance(10) {
        let action = Action::Supplement {
            seal,
            attachments: Vec::new(),
        };
        wish(wishes, 300, me.clone(), action);
    }
    if dice.chance(3) {
        wish(
            wishes,
            900,
            me.clone(),
            Action::Withdraw { reason_seal: None },
        );
    }
    let ratings = vec![
        (600, Satisfaction::Satisfied),
        (280, Satisfaction::MostlySatisfied),
        (120, Satisfaction::Dissatisfied),
    ];
    if let Some(result) = dice.weigh(ratings).filter(|_| dice.chance(150)) {
        let rating = Action::Rate {
            result,
            attitude: result,
            speed: Satisfaction::MostlySatisfied,
            comment_seal: None,
        };
        wish(wishes, 900, me, rating);
    }
}
