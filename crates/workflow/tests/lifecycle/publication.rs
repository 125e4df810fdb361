//! 公开 needs a consent and ends with it; 归档 ends everything else.

use huiyin_core::{
    Actor, Byline, Digest, NewAttachment, Role, Satisfaction, Status, SuggestionKind,
};
use huiyin_workflow::{Action, ActionKind, Event, PublicText, Refusal, available};

use super::paths::rate;
use super::special::special_action;
use super::world::{DESK, ELSEWHERE, Item, staff, submitter, system};

fn publisher() -> Actor {
    staff(61, ELSEWHERE, &[Role::Publisher])
}

fn archivist() -> Actor {
    staff(62, DESK, &[Role::Archivist])
}

fn public_text() -> PublicText {
    PublicText {
        title: "食堂增设坡道".into(),
        body: "食堂门口有台阶，轮椅进不去。".into(),
        reply: "坡道已经修好。".into(),
    }
}

pub(super) fn publish() -> Action {
    Action::Publish {
        text: public_text(),
        salt: [5; 16],
        attachments: Vec::new(),
        seq: 3,
    }
}

fn consent(byline: Byline) -> Action {
    Action::GiveConsent { byline }
}

fn consented(mut item: Item) -> Item {
    item.act(&submitter(), "09-25 09:00", consent(Byline::Unnamed));
    item
}

fn public() -> Item {
    let mut item = consented(Item::replied());
    item.act(&publisher(), "09-25 10:00", publish());
    item
}

pub(super) fn closed_with_consent() -> Item {
    let mut item = Item::rated(Satisfaction::Satisfied);
    item.act(&system(), "10-08 09:00", Action::Close);
    item.act(&submitter(), "10-09 09:00", consent(Byline::Unnamed));
    item
}

pub(super) fn public_after_closing() -> Item {
    let mut item = closed_with_consent();
    item.act(&publisher(), "10-10 09:00", publish());
    item
}

pub(super) fn archived() -> Item {
    let mut item = public();
    item.act(&submitter(), "09-28 09:00", rate(Satisfaction::Satisfied));
    item.act(&system(), "10-08 09:00", Action::Close);
    let archive = special_action(ActionKind::Archive, None);
    item.act(&archivist(), "11-02 09:00", archive);
    item
}

fn refused(item: &mut Item, actor: &Actor, at: &str, action: &Action) -> Refusal {
    item.attempt(actor, super::world::at(at), action)
        .unwrap_err()
}

#[test]
fn a_withdrawn_consent_takes_the_publication_with_it() {
    let mut item = public();
    let published = item.state.overlays.publication.published.clone().unwrap();
    assert_eq!(published.number(), "公开〔2026〕3号");
    item.act(&submitter(), "10-12 20:00", Action::WithdrawConsent);
    assert_eq!(item.state.overlays.publication, Default::default());
    let again = refused(&mut item, &publisher(), "10-13 09:00", &publish());
    assert!(matches!(again, Refusal::WrongStatus { .. }), "{again}");
    item.act(&submitter(), "10-13 10:00", consent(Byline::Unnamed));
    item.act(&publisher(), "10-13 11:00", publish());
}

#[test]
fn what_was_taken_down_may_be_published_again_while_the_consent_stands() {
    let mut item = public();
    let reason = "仍能看出是哪个班组".to_owned();
    item.act(&publisher(), "10-12 09:00", Action::Unpublish { reason });
    assert!(item.state.overlays.publication.consent.is_some());
    assert!(item.state.overlays.publication.published.is_none());
    let blank = Action::Publish {
        text: PublicText {
            reply: " ".into(),
            ..public_text()
        },
        salt: [5; 16],
        attachments: Vec::new(),
        seq: 4,
    };
    let missing = refused(&mut item, &publisher(), "10-12 10:00", &blank);
    assert_eq!(missing.to_string(), "请填写公开的答复");
    item.act(&publisher(), "10-12 11:00", publish());
}

#[test]
fn the_wording_is_sealed_and_not_told_to_the_ledger() {
    let item = public();
    let last = item.ledger.last().unwrap();
    let Event::Published { seal, .. } = &last.change.event else {
        panic!("{last:?}")
    };
    assert_eq!(*seal, Digest::sealed(&[5; 16], &public_text().parts()));
    let json = serde_json::to_string(&last.change).unwrap();
    assert!(!json.contains("坡道"), "{json}");
}

#[test]
fn pictures_are_named_by_their_digest() {
    let mut item = consented(Item::replied());
    let picture = NewAttachment {
        file_name: "王建国.jpg".into(),
        media_type: "image/jpeg".into(),
        size: 3,
        digest: Digest::of(b"jpg"),
    };
    let action = Action::Publish {
        text: public_text(),
        salt: [5; 16],
        attachments: vec![picture],
        seq: 3,
    };
    item.act(&publisher(), "09-25 10:00", action);
    let json = serde_json::to_string(&item.ledger.last().unwrap().change).unwrap();
    assert!(json.contains(&Digest::of(b"jpg").to_hex()) && !json.contains("王建国"));
}

#[test]
fn a_name_is_signed_only_where_one_was_given() {
    let mut item = Item::replied();
    let refusal = refused(
        &mut item,
        &submitter(),
        "09-25 09:00",
        &consent(Byline::Named),
    );
    assert!(refusal.to_string().contains("不能署名"), "{refusal}");
    let mut item = Item::replied_to_a_named_person();
    item.act(&submitter(), "09-25 09:00", consent(Byline::Named));
    item.act(&publisher(), "09-25 10:00", publish());
    let published = item.state.overlays.publication.published.unwrap();
    assert_eq!(published.byline, Byline::Named);
}

#[test]
fn disclosures_and_restricted_items_are_never_public() {
    for kind in [SuggestionKind::Disclosure, SuggestionKind::Proposal] {
        let mut item = consented(Item::replied());
        item.state.kind = kind;
        item.state.is_restricted = true;
        let refusal = refused(&mut item, &publisher(), "09-25 10:00", &publish());
        assert!(
            refusal.to_string().contains("举报和保密的来件一律不公开"),
            "{refusal}"
        );
        assert!(!available(&item.state, &submitter()).contains(&ActionKind::GiveConsent));
    }
}

#[test]
fn a_promise_is_kept_before_its_item_goes_to_the_archive() {
    let mut item = super::rights_table::promised();
    let archive = special_action(ActionKind::Archive, None);
    let refusal = refused(&mut item, &system(), "12-01 09:00", &archive);
    assert!(refusal.to_string().contains("没有未了的承诺"), "{refusal}");
    let kept = special_action(ActionKind::FulfilCommitment, Some(&item.state));
    item.act(&super::world::handler(), "12-20 09:00", kept);
    item.act(&system(), "12-21 09:00", archive);
    assert_eq!(item.state.status, Status::Closed);
}

#[test]
fn after_archiving_only_what_is_public_can_still_go() {
    let mut item = archived();
    let archive = special_action(ActionKind::Archive, None);
    let twice = refused(&mut item, &archivist(), "11-03 09:00", &archive);
    assert!(twice.to_string().contains("归档之后"), "{twice}");
    assert_eq!(
        available(&item.state, &submitter()),
        [ActionKind::WithdrawConsent]
    );
    item.act(&submitter(), "11-03 10:00", Action::WithdrawConsent);
    assert_eq!(available(&item.state, &submitter()), []);
    let kept = item.state.overlays.archived.unwrap();
    assert_eq!((kept.digest, kept.bytes), (Digest::of(b"package"), 7));
}
