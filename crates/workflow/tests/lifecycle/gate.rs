//! 答复质检 at the signature: what blocks, what a reason lets pass, what the ledger keeps.

use huiyin_core::GateFindingKind::{
    Canned, InterimAsFinal, OffPoint, Unanswered, UntrackedPromise,
};
use huiyin_core::{GateFindingKind, PointNo, ReplyKind, ResultClass, Status};
use huiyin_workflow::suggestion::ReplyContent;
use huiyin_workflow::{Action, Change, Event, GateFinding, IssuedFinding};

use super::paths::draft;
use super::world::{Item, handler, head, outcome, texts};

const WHY: &str = "已与来件对照，确实切题";

fn finding(kind: GateFindingKind) -> GateFinding {
    GateFinding {
        kind,
        point: Some(PointNo(1)),
        reason: "诉求点 1 要看一看".into(),
        evidence: vec!["来件里的话".into()],
    }
}

fn signed(kinds: &[GateFindingKind], reason: Option<&str>) -> Action {
    Action::SignOff {
        findings: kinds.iter().copied().map(finding).collect(),
        override_reason: reason.map(str::to_owned),
    }
}

#[test]
fn a_finding_without_a_reason_is_refused_and_named() {
    for (kinds, reason, refusal) in [
        (
            &[OffPoint][..],
            None,
            "答复质检发现：答非所问。请退回修改，或写明仍然发出的理由",
        ),
        (
            &[Canned],
            Some(""),
            "答复质检发现：套话。请退回修改，或写明仍然发出的理由",
        ),
        (
            &[InterimAsFinal],
            Some("  \n"),
            "答复质检发现：以阶段性答复代替正式答复。请退回修改，或写明仍然发出的理由",
        ),
        (
            &[OffPoint, UntrackedPromise, OffPoint],
            None,
            "答复质检发现：答非所问、承诺未登记。请退回修改，或写明仍然发出的理由",
        ),
        (
            &[Unanswered],
            None,
            "答复质检：有诉求点没有答复，不能发出。诉求点 1 要看一看",
        ),
        (
            &[OffPoint, Unanswered],
            Some(WHY),
            "答复质检：有诉求点没有答复，不能发出。诉求点 1 要看一看",
        ),
    ] {
        let mut item = Item::in_review();
        item.assert_refused(&head(), "09-24 17:00", signed(kinds, reason), refusal);
        assert_eq!(item.state.status, Status::InReview, "{kinds:?}");
    }
}

#[test]
fn a_reason_lets_the_reply_pass_and_stands_in_the_ledger() {
    let mut item = Item::in_review();
    let action = signed(
        &[OffPoint, UntrackedPromise],
        Some(" 已与来件对照，确实切题 "),
    );
    let changes = item.act(&head(), "09-24 17:00", action);
    assert_eq!(item.state.status, Status::Replied);
    let issued = &changes[0];
    let of = |kind| IssuedFinding {
        kind,
        point: Some(PointNo(1)),
    };
    assert_eq!(
        issued.event,
        Event::ReplyIssued {
            is_final: true,
            findings: vec![of(OffPoint), of(UntrackedPromise)],
            override_reason: Some(WHY.into()),
        }
    );
    let text = serde_json::to_string(&Change::plain(issued.event.clone())).unwrap();
    // no word of the submitter: those stay outside the ledger
    assert_eq!(
        text,
        r#"{"event":"reply_issued","is_final":true,"findings":[{"kind":"off_point","point":1},{"kind":"untracked_promise","point":1}],"override_reason":"已与来件对照，确实切题"}"#
    );
    let again: Change = serde_json::from_str(&text).unwrap();
    assert_eq!(again.event, issued.event);
}

#[test]
fn without_a_finding_nothing_is_recorded_beside_the_reply() {
    let mut item = Item::in_review();
    let changes = item.act(&head(), "09-24 17:00", signed(&[], Some(WHY)));
    let text = serde_json::to_string(&Change::plain(changes[0].event.clone())).unwrap();
    assert_eq!(text, r#"{"event":"reply_issued","is_final":true}"#);
    let whole = IssuedFinding {
        kind: Canned,
        point: None,
    };
    let text = serde_json::to_string(&whole).unwrap();
    assert_eq!(text, r#"{"kind":"canned"}"#);
}

#[test]
fn an_interim_reply_goes_out_whatever_the_gate_says() {
    let mut item = Item::in_progress();
    let content = ReplyContent {
        kind: ReplyKind::Interim,
        points: texts(&[PointNo(1)]),
        outcome: None,
    };
    item.act(&handler(), "09-22 10:00", Action::DraftReply { content });
    let changes = item.act(&head(), "09-22 11:00", signed(&[OffPoint], None));
    assert_eq!(
        changes[0].event,
        Event::ReplyIssued {
            is_final: false,
            findings: Vec::new(),
            override_reason: None,
        }
    );
    // the final reply that follows is held to it
    item.act(&handler(), "09-23 10:00", draft(outcome(ResultClass::A)));
    let refused = "答复质检发现：答非所问。请退回修改，或写明仍然发出的理由";
    item.assert_refused(&head(), "09-23 11:00", signed(&[OffPoint], None), refused);
}
