//! Reproducible chance, and actions made of it.

use chrono::{Duration, NaiveDate};
use huiyin_core::{
    Adoption, Byline, Digest, GateFindingKind, ObligationKind, ReplyKind, ResultClass,
    ReviewResult, Satisfaction, SuggestionId, SuggestionKind,
};
use huiyin_workflow::award_register::MatterFacts;
use huiyin_workflow::metric::Metric;
use huiyin_workflow::overlay::{Assessment, AwardProposal, CriterionScore, Effect};
use huiyin_workflow::suggestion::{CommitmentPromise, Outcome, PointReply, ReplyContent};
use huiyin_workflow::{Action, ActionKind, GateFinding, PublicText, Suggestion};

use crate::world::{World, account_of};

/// splitmix64 (Steele, Lea, Flood 2014).
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % sides as u64).unwrap()
    }

    pub(crate) fn pick<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.roll(all.len())]
    }

    pub(crate) fn minutes(&mut self) -> Duration {
        let most = self.pick(&[300, 3_000, 40_000]);
        Duration::minutes(i64::try_from(self.roll(most)).unwrap())
    }

    /// An action of that kind, filled in well enough to be allowed most of the time.
    pub(crate) fn action(&mut self, world: &World, kind: ActionKind, s: &Suggestion) -> Action {
        let seal = Digest::of(&self.0.to_be_bytes());
        match kind {
            ActionKind::Accept => Action::Accept {
                kind: self.pick(SuggestionKind::ALL),
                topic: self.pick(&[None, Some(world.topic)]),
                points: (0..self.roll(4)).map(|n| format!("第{n}点")).collect(),
            },
            ActionKind::AskSupplement => Action::AskSupplement {
                list: "哪个食堂".into(),
            },
            ActionKind::Supplement => Action::Supplement {
                seal,
                attachments: Vec::new(),
            },
            ActionKind::LapseSupplement => Action::LapseSupplement,
            ActionKind::ProposeDecline => Action::ProposeDecline {
                reason_code: "litigation".into(),
                explanation: "已进入诉讼程序".into(),
                go_instead: "人民法院".into(),
            },
            ActionKind::ConfirmDecline => Action::ConfirmDecline,
            ActionKind::RejectDecline => Action::RejectDecline {
                reason: "应当受理".into(),
            },
            ActionKind::Assign => Action::Assign {
                lead: world.lead,
                supports: self
                    .pick(&[
                        &[][..],
                        &[world.support][..],
                        &[world.support, world.elsewhere][..],
                    ])
                    .to_vec(),
                note: String::new(),
            },
            ActionKind::Acknowledge => Action::Acknowledge {
                handler: account_of(&world.handler),
            },
            ActionKind::GiveSupport => Action::GiveSupport {
                opinion: "可以修坡道".into(),
            },
            ActionKind::DraftReply => Action::DraftReply {
                content: self.reply(s),
            },
            ActionKind::ReturnDraft => Action::ReturnDraft {
                reason: "请写明完成日期".into(),
            },
            ActionKind::SignOff => Action::SignOff {
                findings: match self.roll(3) {
                    0 => vec![GateFinding {
                        kind: GateFindingKind::OffPoint,
                        point: None,
                        reason: "请与来件对照".into(),
                        evidence: Vec::new(),
                    }],
                    _ => Vec::new(),
                },
                override_reason: Some("已与来件对照".into()),
            },
            ActionKind::Rate => Action::Rate {
                result: self.pick(Satisfaction::ALL),
                attitude: self.pick(Satisfaction::ALL),
                speed: self.pick(Satisfaction::ALL),
                comment_seal: None,
            },
            ActionKind::LapseRating => Action::LapseRating,
            ActionKind::Close => Action::Close,
            ActionKind::Withdraw => Action::Withdraw { reason_seal: None },
            ActionKind::Note => Action::Note {
                text: "已电话联系".into(),
            },
            ActionKind::MoveDue => {
                let open = s.obligations.iter().rev().find(|o| o.is_open());
                let open = open.or(s.obligations.last()).unwrap();
                // the day is published: another one, or the same
                let confirms = open.basis.provisional && self.pick(&[true, false]);
                let mut basis = open.basis.clone();
                basis.provisional &= !confirms;
                Action::MoveDue {
                    no: open.no,
                    due_at: open.due_at + chrono::Duration::days(i64::from(!confirms)),
                    basis,
                    reason: "放假通知".into(),
                }
            }
            ActionKind::ProposeExclusion => Action::ProposeExclusion {
                metric: self.pick(Metric::ALL),
                reason: "台风停工".into(),
            },
            ActionKind::ApproveExclusion => Action::ApproveExclusion,
            ActionKind::RefuseExclusion => Action::RefuseExclusion {
                reason: "应当计入".into(),
            },
            ActionKind::MarkRepeat => Action::MarkRepeat {
                of: self.pick(&[SuggestionId(1), SuggestionId(2), s.id]),
                reason: "同一人同一事项".into(),
            },
            ActionKind::RequestSendBack
            | ActionKind::SendBack
            | ActionKind::AskRuling
            | ActionKind::Rule
            | ActionKind::Reassign
            | ActionKind::ProposeMerge
            | ActionKind::RefuseMerge
            | ActionKind::Merge
            | ActionKind::TakeChild
            | ActionKind::AnswerChild
            | ActionKind::ReleaseChild
            | ActionKind::FollowParent
            | ActionKind::Unmerge
            | ActionKind::SplitPoints
            | ActionKind::Split
            | ActionKind::AskSupport
            | ActionKind::AddSupport
            | ActionKind::RefuseSupport
            | ActionKind::AskExtension
            | ActionKind::GrantExtension
            | ActionKind::RefuseExtension
            | ActionKind::ChangeHandler
            | ActionKind::Recuse
            | ActionKind::NameAccused
            | ActionKind::HandOver
            | ActionKind::ReleaseHandler
            | ActionKind::Redo
            | ActionKind::FollowUp
            | ActionKind::FulfilCommitment
            | ActionKind::GiveConsent
            | ActionKind::WithdrawConsent
            | ActionKind::Publish
            | ActionKind::Unpublish
            | ActionKind::Archive
            | ActionKind::Supervise
            | ActionKind::AnswerSupervision
            | ActionKind::LiftSupervision
            | ActionKind::Direct
            | ActionKind::AnswerDirective
            | ActionKind::Shelve
            | ActionKind::Unshelve
            | ActionKind::ProposeTermination
            | ActionKind::ApproveTermination
            | ActionKind::RefuseTermination
            | ActionKind::MarkUrgent
            | ActionKind::UnmarkUrgent
            | ActionKind::ExplainOverdue => self.special(world, kind, s),
            ActionKind::TellAcceptance
            | ActionKind::AskReview
            | ActionKind::LapseReviewWindow
            | ActionKind::AssignReview
            | ActionKind::ConcludeReview
            | ActionKind::MarkMajor
            | ActionKind::Assess
            | ActionKind::ReportEffect
            | ActionKind::ProposeAward
            | ActionKind::ApproveAward
            | ActionKind::RefuseAward => self.on_track(world, kind),
        }
    }

    /// Of the special procedures those whose parts the rows have to carry; the others are notes
    /// here. All of them are played against the engine in its own tests.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the compiler asks for new actions in `action`, which calls this by name"
    )]
    fn special(&mut self, world: &World, kind: ActionKind, s: &Suggestion) -> Action {
        let text = || "理由充分".to_owned();
        let day = NaiveDate::from_ymd_opt(2029, 12, 31).unwrap();
        match kind {
            ActionKind::SendBack => Action::SendBack {
                reason: text(),
                proposed: Some(world.elsewhere),
            },
            ActionKind::SplitPoints => Action::SplitPoints {
                points: ["坡道", "更衣柜", "饮水机"][..self.pick(&[2, 3])]
                    .iter()
                    .map(|point| (*point).to_owned())
                    .collect(),
            },
            ActionKind::Split => {
                let seed = self.0;
                crate::parts::parts(seed, self.pick(&[1, 2]))
            }
            ActionKind::AskRuling => Action::AskRuling { reason: text() },
            ActionKind::Rule => Action::Rule {
                lead: world.lead,
                reason: text(),
            },
            ActionKind::Reassign => Action::Reassign {
                lead: self.pick(&[world.lead, world.support]),
                reason: text(),
            },
            ActionKind::AddSupport => Action::AddSupport {
                units: vec![self.pick(&[world.support, world.elsewhere])],
                note: String::new(),
            },
            ActionKind::AskExtension => Action::AskExtension {
                amount: 3,
                reason: text(),
            },
            ActionKind::GrantExtension => Action::GrantExtension { reason: text() },
            ActionKind::Redo => Action::Redo { reason: text() },
            ActionKind::NameAccused => Action::NameAccused {
                accounts: self
                    .pick(&[
                        &[][..],
                        &[account_of(&world.handler)],
                        &[account_of(&world.assistant)],
                    ])
                    .to_vec(),
                units: self
                    .pick(&[&[][..], &[world.elsewhere], &[world.support], &[world.lead]])
                    .to_vec(),
                reason: text(),
            },
            ActionKind::HandOver => Action::HandOver {
                from: self.pick(&[world.lead, world.support, world.elsewhere]),
                to: self.pick(&[world.lead, world.support, world.elsewhere, world.desk]),
                reason: text(),
            },
            ActionKind::ReleaseHandler => Action::ReleaseHandler { reason: text() },
            ActionKind::FulfilCommitment => Action::FulfilCommitment {
                no: s
                    .open_obligation(ObligationKind::Commitment)
                    .map_or(0, |o| o.no),
                text: text(),
            },
            ActionKind::GiveConsent => Action::GiveConsent {
                byline: Byline::Unnamed,
            },
            ActionKind::WithdrawConsent => Action::WithdrawConsent,
            ActionKind::Publish => Action::Publish {
                text: PublicText {
                    title: "增设坡道".to_owned(),
                    body: "轮椅进不去".to_owned(),
                    reply: "已经修好".to_owned(),
                },
                salt: [7; 16],
                attachments: vec![world.picture.clone()],
                // unlike any other that these dice draw
                seq: i64::try_from(self.0 >> 2).unwrap(),
            },
            ActionKind::Unpublish => Action::Unpublish { reason: text() },
            ActionKind::Archive => Action::Archive {
                digest: world.picture.digest,
                bytes: world.picture.size,
            },
            ActionKind::Direct => Action::Direct {
                text: text(),
                due_on: day,
            },
            ActionKind::AnswerDirective => Action::AnswerDirective { text: text() },
            ActionKind::ProposeTermination => Action::ProposeTermination {
                reason: text(),
                explanation: text(),
            },
            ActionKind::ApproveTermination => Action::ApproveTermination,
            ActionKind::MarkUrgent => Action::MarkUrgent { reason: text() },
            _ => Action::Note { text: text() },
        }
    }

    /// 信访 and 合理化建议.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the compiler asks for new actions in `action`, which calls this by name"
    )]
    fn on_track(&mut self, world: &World, kind: ActionKind) -> Action {
        let text = || "理由充分".to_owned();
        match kind {
            ActionKind::TellAcceptance => Action::TellAcceptance { way: text() },
            ActionKind::AskReview => Action::AskReview {
                seal: Digest::of(&self.0.to_be_bytes()),
            },
            ActionKind::LapseReviewWindow => Action::LapseReviewWindow,
            ActionKind::AssignReview => Action::AssignReview {
                unit: self.pick(&[world.elsewhere, world.support]),
            },
            ActionKind::ConcludeReview => Action::ConcludeReview {
                result: self.pick(ReviewResult::ALL),
                text: text(),
            },
            ActionKind::MarkMajor => Action::MarkMajor { reason: text() },
            ActionKind::Assess => Action::Assess(Assessment {
                scores: vec![CriterionScore {
                    criterion: "benefit".to_owned(),
                    score: 4,
                }],
                opinion: text(),
                recommendation: self.pick(Adoption::ALL),
                award_level: None,
            }),
            ActionKind::ReportEffect => Action::ReportEffect(Effect {
                text: text(),
                saving_fen: Some(120_000),
                from: NaiveDate::from_ymd_opt(2026, 1, 1).unwrap(),
                to: NaiveDate::from_ymd_opt(2026, 1, 1).unwrap(),
            }),
            ActionKind::ProposeAward => Action::ProposeAward(
                AwardProposal {
                    level: "third".to_owned(),
                    amount_fen: 50_000,
                    reason: text(),
                    same_matter: Vec::new(),
                },
                MatterFacts::default(),
            ),
            ActionKind::ApproveAward => Action::ApproveAward(MatterFacts::default()),
            _ => Action::RefuseAward { reason: text() },
        }
    }

    fn reply(&mut self, s: &Suggestion) -> ReplyContent {
        let n = self.roll(1_000);
        let points = s
            .points
            .iter()
            .map(|p| PointReply {
                point: p.no,
                text: format!("第{}点的答复，第{n}稿。", p.no),
            })
            .collect();
        if self.roll(4) == 0 {
            return ReplyContent {
                kind: ReplyKind::Interim,
                points,
                outcome: None,
            };
        }
        let result_class = self.pick(ResultClass::ALL);
        let outcome = Outcome {
            result_class,
            adoption: self.pick(Adoption::ALL),
            reason: Some("受场地条件限制".to_owned()),
            commitment: (result_class == ResultClass::B).then(|| CommitmentPromise {
                text: "年底前修好".to_owned(),
                due_on: NaiveDate::from_ymd_opt(2029, 12, 31).unwrap(),
            }),
        };
        ReplyContent {
            kind: ReplyKind::Final,
            points,
            outcome: Some(outcome),
        }
    }
}
