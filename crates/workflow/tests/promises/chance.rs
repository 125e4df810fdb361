//! Dice: how a suggestion comes in, and who tries what with it, complete or not.

use chrono::{Duration, Months};
use huiyin_core::time::{self, Instant};
use huiyin_core::{
    AccountId, Actor, Adoption, Byline, Channel, Digest, FollowUpResult, Identity, IdentityLevel,
    ObligationKind, Personal, PointNo, ReplyKind, ResultClass, ReviewResult, Role, Satisfaction,
    Submission, SuggestionId, SuggestionKind, SupervisionLevel, SupervisionTrigger, UnitId,
};
use huiyin_workflow::award_register::MatterFacts;
use huiyin_workflow::metric::Metric;
use huiyin_workflow::overlay::{Assessment, AwardProposal, CriterionScore, Effect};
use huiyin_workflow::suggestion::{CommitmentPromise, Outcome, PointReply, ReplyContent};
use huiyin_workflow::{Action, ActionKind, PublicText, Suggestion};
use proptest::prelude::*;

use super::merging;
use super::world::{
    DESK, ELSEWHERE, HANDLER, LEAD, SUPPORT, assistant, at, caller, clerk, final_reply, handler,
    head, leader, letter, liaison, new_part, outcome, reporter, second_clerk, staff, submitter,
    supervisor, system, texts,
};

/// How a suggestion comes in.
#[derive(Debug, Clone)]
pub(crate) struct Start {
    kind: SuggestionKind,
    channel: Channel,
    pub(crate) is_urgent: bool,
    pub(crate) registered_at: Instant,
    /// How long before its registration it arrived.
    delay: Duration,
    /// Days after the registration at which another system wants it done.
    external_days: Option<i64>,
    is_named: bool,
}

impl Start {
    pub(crate) fn submission(&self) -> Submission {
        let mut submission = letter(self.kind, self.registered_at - self.delay);
        submission.channel = self.channel;
        if self.is_named {
            let identity = Identity {
                phone: Some(Personal::new("13800000000".to_owned())),
                ..Identity::default()
            };
            submission = submission.from_submitter(IdentityLevel::Named, identity);
        }
        submission.external_due_at = self.external_days.map(|days| {
            time::end_of_day(time::local_date(self.registered_at)) + Duration::days(days)
        });
        submission
    }
}

pub(crate) fn starts() -> impl Strategy<Value = Start> {
    (
        proptest::sample::select(SuggestionKind::ALL),
        proptest::sample::select(Channel::ALL),
        proptest::bool::weighted(0.1),
        0..60_i64 * 24 * 60,
        0..5_i64 * 24 * 60,
        proptest::option::weighted(0.3, -3..40_i64),
        any::<bool>(),
    )
        .prop_map(
            |(kind, channel, is_urgent, minutes, delay, external_days, is_named)| Start {
                is_named,
                kind,
                channel,
                is_urgent,
                registered_at: at("09-01 00:00") + Duration::minutes(minutes),
                delay: Duration::minutes(delay),
                external_days,
            },
        )
}

/// One attempt.
#[derive(Debug, Clone)]
pub(crate) struct Step {
    /// Since the last one.
    pub(crate) minutes: i64,
    pub(crate) pick: usize,
    /// Whether somebody acts who may.
    pub(crate) is_entitled: bool,
    /// Whether an action that leads nowhere may be chosen.
    pub(crate) may_idle: bool,
    /// Whether the form is filled in badly.
    pub(super) is_careless: bool,
    pub(super) variant: u32,
}

pub(crate) fn steps(count: usize) -> impl Strategy<Value = Vec<Step>> {
    let minutes = prop_oneof![
        4 => 0..600_i64,
        2 => 0..3 * 24 * 60_i64,
        1 => 0..30 * 24 * 60_i64,
    ];
    let step = (
        minutes,
        any::<u16>(),
        proptest::bool::weighted(0.6),
        proptest::bool::weighted(0.15),
        proptest::bool::weighted(0.15),
        any::<u32>(),
    )
        .prop_map(
            |(minutes, pick, is_entitled, may_idle, is_careless, variant)| Step {
                minutes,
                pick: usize::from(pick),
                is_entitled,
                may_idle,
                is_careless,
                variant,
            },
        );
    proptest::collection::vec(step, count)
}

/// Everybody who might try something, some with several offices.
pub(crate) fn crew() -> Vec<Actor> {
    vec![
        clerk(),
        second_clerk(),
        supervisor(),
        leader(),
        caller(),
        reporter(),
        liaison(),
        handler(),
        head(),
        assistant(),
        staff(32, SUPPORT, &[Role::Head, Role::Caller]),
        staff(61, ELSEWHERE, &[Role::Publisher]),
        staff(62, DESK, &[Role::Archivist]),
        staff(41, ELSEWHERE, &[Role::Liaison, Role::Handler, Role::Head]),
        staff(51, DESK, &[Role::Clerk, Role::Supervisor, Role::Caller]),
        staff(52, LEAD, &[Role::Supervisor, Role::Handler]),
        staff(
            53,
            DESK,
            &[Role::SystemAdmin, Role::SecurityAdmin, Role::AuditAdmin],
        ),
        submitter(),
        Actor::Submitter(SuggestionId(8)),
        system(),
    ]
}

pub(super) fn chosen<T: Copy>(all: &[T], variant: u32) -> T {
    let nth = all.iter().cycle().nth(variant as usize % 1_000);
    *nth.unwrap()
}

/// An action of that kind; a careless one lacks or contradicts something where it can.
pub(crate) fn action_of(kind: ActionKind, state: &Suggestion, now: Instant, step: &Step) -> Action {
    let variant = step.variant;
    let text = |good: &str| {
        if step.is_careless {
            " ".to_owned()
        } else {
            good.to_owned()
        }
    };
    let seal = Digest::of(&variant.to_be_bytes());
    match kind {
        ActionKind::Accept => Action::Accept {
            kind: chosen(SuggestionKind::ALL, variant),
            topic: None,
            points: match (step.is_careless, variant / 8 % 3) {
                (true, _) => (0..25).map(|n| format!("第{n}点")).collect(),
                (false, 0) => Vec::new(),
                (false, n) => (0..=n).map(|n| format!("第{n}点")).collect(),
            },
        },
        ActionKind::AskSupplement => Action::AskSupplement {
            list: text("哪个食堂"),
        },
        ActionKind::Supplement => Action::Supplement {
            seal,
            attachments: vec![seal],
        },
        ActionKind::LapseSupplement => Action::LapseSupplement,
        ActionKind::ProposeDecline => Action::ProposeDecline {
            reason_code: "arbitration".into(),
            explanation: text("已进入仲裁"),
            go_instead: String::new(),
        },
        ActionKind::ConfirmDecline => Action::ConfirmDecline,
        ActionKind::RejectDecline => Action::RejectDecline {
            reason: text("应当受理"),
        },
        ActionKind::Assign => Action::Assign {
            // mostly the units whose people are in the crew
            lead: chosen(&[LEAD, LEAD, LEAD, SUPPORT, ELSEWHERE, DESK], variant),
            supports: match (step.is_careless, variant / 8 % 3) {
                (true, _) => vec![LEAD, SUPPORT, ELSEWHERE, DESK],
                (false, 0) => Vec::new(),
                (false, _) if variant % 6 < 3 => vec![SUPPORT, ELSEWHERE, SUPPORT],
                (false, _) => Vec::new(),
            },
            note: text("请办理"),
        },
        ActionKind::Acknowledge => Action::Acknowledge {
            handler: chosen(&[HANDLER, AccountId(52), AccountId(41)], variant),
        },
        ActionKind::GiveSupport => Action::GiveSupport {
            opinion: text("可行"),
        },
        ActionKind::DraftReply => Action::DraftReply {
            content: content(state, now, step),
        },
        ActionKind::ReturnDraft => Action::ReturnDraft {
            reason: text("请写明日期"),
        },
        ActionKind::SignOff => super::gate::sign_off(variant),
        ActionKind::Rate => Action::Rate {
            result: chosen(Satisfaction::ALL, variant),
            attitude: chosen(Satisfaction::ALL, variant / 4),
            speed: chosen(Satisfaction::ALL, variant / 16),
            comment_seal: variant.is_multiple_of(2).then_some(seal),
        },
        ActionKind::LapseRating => Action::LapseRating,
        ActionKind::Close => Action::Close,
        ActionKind::Withdraw => Action::Withdraw {
            reason_seal: variant.is_multiple_of(2).then_some(seal),
        },
        ActionKind::Note => Action::Note {
            text: text("已联系"),
        },
        ActionKind::ProposeExclusion => Action::ProposeExclusion {
            metric: chosen(Metric::ALL, variant),
            reason: text("台风停工"),
        },
        ActionKind::ApproveExclusion => Action::ApproveExclusion,
        ActionKind::RefuseExclusion => Action::RefuseExclusion {
            reason: text("应当计入"),
        },
        ActionKind::MarkRepeat => Action::MarkRepeat {
            of: chosen(&[SuggestionId(3), SuggestionId(5), state.id], variant),
            reason: text("同一人同一事项"),
        },
        ActionKind::MoveDue => {
            let open = state.obligations.iter().rev().find(|o| o.is_open());
            let open = open.or(state.obligations.last()).unwrap();
            // the day is published: another one, or the same
            let confirms = open.basis.provisional && variant.is_multiple_of(2);
            let mut basis = open.basis.clone();
            basis.provisional &= !confirms;
            Action::MoveDue {
                no: open.no,
                due_at: open.due_at + chrono::Duration::days(i64::from(!confirms)),
                basis,
                reason: "放假通知".into(),
            }
        }
        ActionKind::RequestSendBack => Action::RequestSendBack {
            reason: text("不属本单位职责"),
            proposed: proposed(variant),
        },
        ActionKind::SendBack => Action::SendBack {
            reason: text("不属本单位职责"),
            proposed: proposed(variant),
        },
        ActionKind::AskRuling => Action::AskRuling {
            reason: text("职责不清"),
        },
        ActionKind::Rule => Action::Rule {
            lead: chosen(&[LEAD, LEAD, SUPPORT, ELSEWHERE], variant),
            reason: text("以三定方案为准"),
        },
        ActionKind::Reassign => Action::Reassign {
            lead: chosen(&[LEAD, SUPPORT, ELSEWHERE, DESK], variant),
            reason: text("改由对口单位办理"),
        },
        ActionKind::ProposeMerge
        | ActionKind::RefuseMerge
        | ActionKind::Merge
        | ActionKind::TakeChild
        | ActionKind::AnswerChild
        | ActionKind::ReleaseChild
        | ActionKind::FollowParent
        | ActionKind::Unmerge => merging::action_of(kind, state, now, step),
        ActionKind::SplitPoints => Action::SplitPoints {
            points: (0..variant % 5)
                .map(|no| text(&format!("问题{no}")))
                .collect(),
        },
        ActionKind::Split => Action::Split {
            parts: (0..i64::from(variant % 4))
                .map(|no| {
                    let body = if step.is_careless { 0 } else { no };
                    new_part(100 + state.revision * 10 + no, &format!("另一件事{body}"))
                })
                .collect(),
        },
        ActionKind::AskSupport => Action::AskSupport {
            units: some_units(variant),
            reason: text("需要后勤配合"),
        },
        ActionKind::AddSupport => Action::AddSupport {
            units: some_units(variant),
            note: text("请配合"),
        },
        ActionKind::RefuseSupport => Action::RefuseSupport {
            reason: text("不需要"),
        },
        ActionKind::AskExtension => Action::AskExtension {
            amount: if step.is_careless {
                99
            } else {
                1 + variant % 10
            },
            reason: text("需要现场勘查"),
        },
        ActionKind::GrantExtension => Action::GrantExtension {
            reason: text("同意"),
        },
        ActionKind::RefuseExtension => Action::RefuseExtension {
            reason: text("按期答复"),
        },
        ActionKind::ChangeHandler => Action::ChangeHandler {
            handler: chosen(&[HANDLER, AccountId(52), AccountId(41)], variant),
            reason: text("休假"),
        },
        ActionKind::Recuse => Action::Recuse {
            reason: text("是亲属"),
        },
        ActionKind::NameAccused => Action::NameAccused {
            // mostly nobody in particular, or few of the lives would go on to their end
            accounts: chosen(
                &[
                    &[][..],
                    &[AccountId(99)],
                    &[HANDLER],
                    &[AccountId(31), HANDLER],
                ],
                variant / 4,
            )
            .to_vec(),
            units: chosen(
                &[&[][..], &[SUPPORT], &[LEAD], &[ELSEWHERE], &[DESK]],
                variant,
            )
            .to_vec(),
            reason: text("来件指名"),
        },
        ActionKind::HandOver => Action::HandOver {
            from: chosen(&[LEAD, SUPPORT, ELSEWHERE, DESK], variant),
            to: chosen(&[SUPPORT, LEAD, ELSEWHERE, DESK, SUPPORT], variant / 4),
            reason: text("机构调整"),
        },
        ActionKind::ReleaseHandler => Action::ReleaseHandler {
            reason: text("休假"),
        },
        ActionKind::Redo => Action::Redo {
            reason: text("没有解决"),
        },
        ActionKind::FollowUp => Action::FollowUp {
            result: chosen(FollowUpResult::ALL, variant),
            note: String::new(),
        },
        ActionKind::FulfilCommitment => Action::FulfilCommitment {
            no: if step.is_careless {
                -1
            } else {
                state
                    .open_obligation(ObligationKind::Commitment)
                    .map_or(0, |o| o.no)
            },
            text: text("坡道已经修好"),
        },
        ActionKind::GiveConsent => Action::GiveConsent {
            byline: chosen(&[Byline::Unnamed, Byline::Unnamed, Byline::Named], variant),
        },
        ActionKind::WithdrawConsent => Action::WithdrawConsent,
        ActionKind::Publish => Action::Publish {
            text: PublicText {
                title: text("增设坡道"),
                body: text("轮椅进不去"),
                reply: text("已经修好"),
            },
            salt: [7; 16],
            attachments: Vec::new(),
            seq: i64::from(variant),
        },
        ActionKind::Unpublish => Action::Unpublish {
            reason: text("仍能看出是谁"),
        },
        ActionKind::Archive => Action::Archive {
            digest: seal,
            bytes: u64::from(variant),
        },
        ActionKind::Supervise => Action::Supervise {
            level: chosen(SupervisionLevel::ALL, variant),
            trigger: chosen(SupervisionTrigger::ALL, variant / 4),
            requirement: text("限期办结"),
            due_on: time::local_date(now) + Months::new(variant / 64 % 3),
            seq: i64::from(variant),
        },
        ActionKind::AnswerSupervision => Action::AnswerSupervision {
            text: text("正在办理"),
        },
        ActionKind::LiftSupervision => Action::LiftSupervision {
            result: text("已落实"),
        },
        ActionKind::Direct => Action::Direct {
            text: text("请抓紧"),
            due_on: time::local_date(now) + Months::new(variant / 64 % 3),
        },
        ActionKind::AnswerDirective => Action::AnswerDirective {
            text: text("已落实"),
        },
        ActionKind::Shelve => Action::Shelve {
            reason: text("资金未到位"),
            review_on: time::local_date(now) + Months::new(variant % 3),
        },
        ActionKind::Unshelve => Action::Unshelve {
            reason: text("资金已到位"),
        },
        ActionKind::ProposeTermination => Action::ProposeTermination {
            reason: text("建议人所在单位已撤销"),
            explanation: text("办理的前提已经不存在"),
        },
        ActionKind::ApproveTermination => Action::ApproveTermination,
        ActionKind::RefuseTermination => Action::RefuseTermination {
            reason: text("应当继续"),
        },
        ActionKind::MarkUrgent => Action::MarkUrgent {
            reason: text("有人受伤"),
        },
        ActionKind::UnmarkUrgent => Action::UnmarkUrgent {
            reason: text("误报"),
        },
        ActionKind::ExplainOverdue => Action::ExplainOverdue {
            text: text("等待检测结果"),
        },
        ActionKind::TellAcceptance => Action::TellAcceptance {
            way: text("当面送达"),
        },
        ActionKind::AskReview => Action::AskReview { seal },
        ActionKind::LapseReviewWindow => Action::LapseReviewWindow,
        ActionKind::AssignReview => Action::AssignReview {
            // mostly the units whose people are in the crew and have a head
            unit: chosen(
                &[ELSEWHERE, SUPPORT, ELSEWHERE, SUPPORT, DESK, LEAD],
                variant,
            ),
        },
        ActionKind::ConcludeReview => Action::ConcludeReview {
            result: chosen(ReviewResult::ALL, variant),
            text: text("事实清楚"),
        },
        ActionKind::MarkMajor => Action::MarkMajor {
            reason: text("涉及全市"),
        },
        ActionKind::Assess => Action::Assess(Assessment {
            scores: scores(step.is_careless, variant),
            opinion: text("可行"),
            recommendation: chosen(Adoption::ALL, variant),
            award_level: None,
        }),
        ActionKind::ReportEffect => Action::ReportEffect(Effect {
            text: text("坡道每天有三十人使用"),
            saving_fen: Some(if step.is_careless { -1 } else { 120_000 }),
            from: time::local_date(now) - Months::new(variant % 12),
            to: time::local_date(now),
        }),
        ActionKind::ProposeAward => Action::ProposeAward(
            AwardProposal {
                level: text("third"),
                amount_fen: i64::from(variant % 10) * 10_000,
                reason: text("效益明显"),
                same_matter: Vec::new(),
            },
            MatterFacts::default(),
        ),
        ActionKind::ApproveAward => Action::ApproveAward(MatterFacts {
            settled_by: step.is_careless.then(|| "GH2026-0009".to_owned()),
            same_matter: Vec::new(),
        }),
        ActionKind::RefuseAward => Action::RefuseAward {
            reason: text("依据不足"),
        },
    }
}

fn scores(is_careless: bool, variant: u32) -> Vec<CriterionScore> {
    let score = |criterion: &str, score| CriterionScore {
        criterion: criterion.to_owned(),
        score,
    };
    match (is_careless, variant % 3) {
        (true, 0) => Vec::new(),
        (true, 1) => vec![score("benefit", 6)],
        (true, _) => vec![score("benefit", 1), score("benefit", 2)],
        (false, _) => vec![score("feasibility", 3), score("benefit", 5)],
    }
}

fn proposed(variant: u32) -> Option<UnitId> {
    chosen(&[Some(ELSEWHERE), Some(SUPPORT), Some(LEAD), None], variant)
}

fn some_units(variant: u32) -> Vec<UnitId> {
    let all = [SUPPORT, ELSEWHERE, DESK];
    let wanted = |i: &u32| variant & (1 << i) != 0;
    (0..3_u32).filter(wanted).map(|i| chosen(&all, i)).collect()
}

fn content(state: &Suggestion, now: Instant, step: &Step) -> ReplyContent {
    let variant = step.variant;
    let points: Vec<PointNo> = state.points.iter().map(|p| p.no).collect();
    if step.is_careless {
        return careless(&points, variant);
    }
    if variant.is_multiple_of(4) {
        return ReplyContent {
            kind: ReplyKind::Interim,
            points: texts(points.get(..1).unwrap_or_default()),
            outcome: None,
        };
    }
    let class = chosen(ResultClass::ALL, variant / 4);
    let needs_reason = matches!(class, ResultClass::C | ResultClass::D);
    let due_on = time::local_date(now) + Months::new(variant / 64 % 24);
    let promises = class == ResultClass::B || (variant / 16).is_multiple_of(8);
    let outcome = Outcome {
        result_class: class,
        adoption: chosen(Adoption::ALL, variant / 16),
        reason: needs_reason.then(|| "经费所限".to_owned()),
        commitment: promises.then(|| CommitmentPromise {
            text: "修建坡道".into(),
            due_on,
        }),
    };
    final_reply(&points, outcome)
}

/// Each way in which a reply can be wrong.
fn careless(points: &[PointNo], variant: u32) -> ReplyContent {
    let whole = final_reply(points, outcome(ResultClass::A));
    let promise = |text: &str, year: i32| {
        let due_on = chrono::NaiveDate::from_ymd_opt(year, 1, 1);
        due_on.map(|due_on| CommitmentPromise {
            text: text.into(),
            due_on,
        })
    };
    let with = |result_class, commitment| ReplyContent {
        outcome: Some(Outcome {
            commitment,
            ..outcome(result_class)
        }),
        ..whole.clone()
    };
    match variant % 9 {
        0 => ReplyContent {
            points: Vec::new(),
            ..whole
        },
        1 => ReplyContent {
            outcome: None,
            ..whole
        },
        2 => with(ResultClass::B, None),
        3 => with(ResultClass::C, None),
        4 => with(ResultClass::B, promise(" ", 2027)),
        5 => with(ResultClass::A, promise("修建坡道", 2025)),
        6 => with(ResultClass::A, promise("修建坡道", 262_142)),
        7 => ReplyContent {
            kind: ReplyKind::Interim,
            ..whole
        },
        _ => {
            let mut twice = whole;
            twice.points.extend(points.first().map(|point| PointReply {
                point: *point,
                text: "又一份".into(),
            }));
            twice
        }
    }
}
