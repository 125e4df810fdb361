//! A small union: its calendar of autumn 2026, its rules, its people, and an item that is checked
//! after every step.

use chrono::{NaiveDate, TimeZone};
use huiyin_core::text::{Body, Title};
use huiyin_core::time::Instant;
use huiyin_core::{
    AccountId, Actor, Adoption, Channel, Ctx, Digest, PointNo, ReplyKind, ResultClass, Role,
    StaffActor, Submission, SuggestionId, SuggestionKind, TicketNo, UnitId,
};
use huiyin_workflow::calendar::{CalendarDay, DayKind, DueSettings, WorkCalendar};
use huiyin_workflow::policy::ProcedureLimits;
use huiyin_workflow::split::{NewPart, SplitOff};
use huiyin_workflow::suggestion::{Outcome, PointReply, ReplyContent};
use huiyin_workflow::time_rule::TimeRules;
use huiyin_workflow::{
    Action, Change, Policy, Recorded, Refusal, Seals, Suggestion, apply, decide, invariants,
    register, replay,
};

pub(crate) const DESK: UnitId = UnitId(1);
pub(crate) const LEAD: UnitId = UnitId(2);
pub(crate) const SUPPORT: UnitId = UnitId(3);
pub(crate) const ELSEWHERE: UnitId = UnitId(4);
pub(crate) const ITEM: SuggestionId = SuggestionId(7);
/// The handler whom the liaison names.
pub(crate) const HANDLER: AccountId = AccountId(22);

const RULES: &str = r#"
version = "t1"
effective_from = 2026-01-01
rule = [
    { obligation = "accept", amount = 1, unit = "working_day", label = "受理" },
    { obligation = "accept", urgent = true, amount = 2, unit = "hour", label = "紧急件受理" },
    { obligation = "accept", track = "petition", amount = 15, unit = "day", label = "信访受理告知" },
    { obligation = "supplement", amount = 7, unit = "working_day", label = "补正" },
    { obligation = "assign", amount = 1, unit = "working_day", label = "分办" },
    { obligation = "assign", track = "petition", amount = 3, unit = "working_day", label = "信访分办" },
    { obligation = "acknowledge", amount = 1, unit = "working_day", label = "签收" },
    { obligation = "reply", amount = 10, unit = "working_day", label = "答复" },
    { obligation = "reply", kind = "inquiry", amount = 2, unit = "working_day", label = "答复（咨询）" },
    { obligation = "reply", kind = "complaint", amount = 15, unit = "working_day", label = "答复（投诉）" },
    { obligation = "reply", kind = "improvement", amount = 1, unit = "month", label = "合理化建议结论" },
    { obligation = "sign_off", amount = 1, unit = "working_day", label = "审签" },
    { obligation = "rate", amount = 10, unit = "working_day", label = "评价期" },
    { obligation = "close", amount = 2, unit = "working_day", label = "办结" },
    { obligation = "reply", kind = "petition", amount = 60, unit = "day", label = "信访处理意见" },
    { obligation = "tell_acceptance", amount = 15, unit = "day", label = "信访受理告知" },
    { obligation = "review_window", amount = 30, unit = "day", label = "申请复查、复核" },
    { obligation = "assign_review", amount = 2, unit = "working_day", label = "指定复查、复核单位" },
    { obligation = "decide_review", amount = 30, unit = "day", label = "复查、复核意见" },
    { obligation = "effect_report", amount = 12, unit = "month", label = "实施效果" },
    { obligation = "decide_award", amount = 5, unit = "working_day", label = "奖励审批" },
]
"#;

/// 国庆 and 中秋 2026 as the notice has them: 25 to 27 September and 1 to 7 October off, Sunday 20
/// September and Saturday 10 October worked.
fn calendar() -> WorkCalendar {
    let off = [25, 26, 27]
        .map(|d| (9, d))
        .into_iter()
        .chain((1..=7).map(|d| (10, d)));
    let listed = off
        .map(|day| (day, DayKind::Off))
        .chain([((9, 20), DayKind::Work), ((10, 10), DayKind::Work)]);
    let days = listed.map(|((month, day), kind)| CalendarDay {
        day: NaiveDate::from_ymd_opt(2026, month, day).unwrap(),
        kind,
        name: "国庆节、中秋节".into(),
        source: "国务院办公厅通知".into(),
    });
    WorkCalendar::new("2026-1", days)
}

pub(crate) fn policy() -> Policy {
    Policy {
        desk: DESK,
        rules: TimeRules::from_toml(RULES).unwrap(),
        calendar: calendar(),
        unit_calendars: Default::default(),
        due: DueSettings::default(),
        limits: ProcedureLimits::default(),
    }
}

/// An instant of the wall clock in China in 2026, `09-25 14:03`.
pub(crate) fn at(text: &str) -> Instant {
    let local =
        chrono::NaiveDateTime::parse_from_str(&format!("2026-{text}"), "%Y-%m-%d %H:%M").unwrap();
    chrono::FixedOffset::east_opt(8 * 3600)
        .unwrap()
        .from_local_datetime(&local)
        .unwrap()
        .to_utc()
}

pub(crate) fn staff(account: i64, unit: UnitId, roles: &[Role]) -> Actor {
    Actor::Staff(StaffActor {
        account: AccountId(account),
        name: format!("工号{account}"),
        unit,
        roles: roles.to_vec(),
    })
}

pub(crate) fn clerk() -> Actor {
    staff(11, DESK, &[Role::Clerk])
}

/// The second person of a decline.
pub(crate) fn second_clerk() -> Actor {
    staff(12, DESK, &[Role::Clerk])
}

pub(crate) fn supervisor() -> Actor {
    staff(13, DESK, &[Role::Supervisor])
}

pub(crate) fn leader() -> Actor {
    staff(14, DESK, &[Role::Leader])
}

pub(crate) fn caller() -> Actor {
    staff(15, DESK, &[Role::Caller])
}

pub(crate) fn reporter() -> Actor {
    staff(16, DESK, &[Role::Reporter])
}

pub(crate) fn liaison() -> Actor {
    staff(21, LEAD, &[Role::Liaison])
}

pub(crate) fn handler() -> Actor {
    staff(HANDLER.0, LEAD, &[Role::Handler])
}

pub(crate) fn head() -> Actor {
    staff(23, LEAD, &[Role::Head])
}

pub(crate) fn assistant() -> Actor {
    staff(31, SUPPORT, &[Role::Handler])
}

pub(crate) const fn submitter() -> Actor {
    Actor::Submitter(ITEM)
}

pub(crate) const fn system() -> Actor {
    Actor::System("keep_deadlines")
}

/// What a test submits.
pub(crate) fn letter(kind: SuggestionKind, received_at: Instant) -> Submission {
    Submission::new(
        Channel::Web,
        kind,
        Title::parse("食堂增设无障碍通道").unwrap(),
        Body::parse(
            "内容",
            "食堂门口有三级台阶，坐轮椅的同事进不去，建议修一条坡道。",
        )
        .unwrap(),
        received_at,
    )
}

/// What the clerk cuts out of a letter, registered under that id.
pub(crate) fn new_part(id: i64, body: &str) -> NewPart {
    NewPart {
        title: Title::propose(body),
        body: Body::parse("内容", body).unwrap(),
        topic: None,
        lookup: Digest::of(&id.to_be_bytes()),
        text_salt: [1; 16],
        identity_salt: [2; 16],
        nonce: [3; 24],
        registered: Some(SplitOff {
            part: SuggestionId(id),
            part_no: TicketNo {
                series: "GH".into(),
                year: 2026,
                seq: id,
            },
        }),
    }
}

pub(crate) fn outcome(result_class: ResultClass) -> Outcome {
    Outcome {
        result_class,
        adoption: Adoption::Adopted,
        reason: None,
        commitment: None,
    }
}

/// A final reply with one text for each point.
pub(crate) fn final_reply(points: &[PointNo], outcome: Outcome) -> ReplyContent {
    ReplyContent {
        kind: ReplyKind::Final,
        points: texts(points),
        outcome: Some(outcome),
    }
}

pub(crate) fn texts(points: &[PointNo]) -> Vec<PointReply> {
    let text = |point: &PointNo| PointReply {
        point: *point,
        text: format!("诉求点 {point}：坡道已经修好。"),
    };
    points.iter().map(text).collect()
}

/// A suggestion, its ledger, and the policy it lives under.
pub(crate) struct Item {
    pub(crate) state: Suggestion,
    pub(crate) ledger: Vec<Recorded>,
    pub(crate) policy: Policy,
}

impl Item {
    pub(crate) fn registered(submission: &Submission, is_urgent: bool, now: Instant) -> Self {
        let policy = policy();
        let ticket_no = TicketNo {
            series: "GH".into(),
            year: 2026,
            seq: 1,
        };
        let seals = Seals {
            text: Digest::of(b"text"),
            identity: None,
        };
        let actor = Actor::Submitter(SuggestionId(0));
        let ctx = Ctx {
            actor: actor.clone(),
            now,
        };
        let change = register(submission, ticket_no, seals, is_urgent, &ctx, &policy);
        let ledger = vec![Recorded::first(now, &actor, change)];
        let item = Self {
            state: replay(ITEM, &ledger).unwrap(),
            ledger,
            policy,
        };
        item.assert_sound();
        item
    }

    /// Decides, records and applies, as the store does. A refusal leaves everything as it was.
    pub(crate) fn attempt(
        &mut self,
        actor: &Actor,
        now: Instant,
        action: &Action,
    ) -> Result<Vec<Change>, Refusal> {
        let ctx = Ctx {
            actor: actor.clone(),
            now,
        };
        let changes = decide(&self.state, action, &ctx, &self.policy)?;
        for change in &changes {
            let recorded = Recorded::next(&self.state, now, actor, change.clone());
            apply(&mut self.state, &recorded);
            self.ledger.push(recorded);
        }
        self.assert_sound();
        Ok(changes)
    }

    /// The three promises hold, and the ledger alone gives the same state.
    fn assert_sound(&self) {
        assert_eq!(invariants(&self.state), []);
        assert_eq!(replay(ITEM, &self.ledger).as_ref(), Some(&self.state));
    }
}
