//! 举报: restricted from the start or from triage on, and only for those entitled.

use huiyin_core::{ResultClass, Role, Satisfaction, SuggestionKind};
use huiyin_workflow::{Action, available};

use super::paths::{accept, acknowledge, assign, draft, rate};
use super::world::{
    HANDLER, Item, LEAD, assistant, at, caller, clerk, handler, head, liaison, outcome, staff,
    submitter,
};

fn disclosure_in_the_unit() -> Item {
    let mut item = Item::of_kind(SuggestionKind::Disclosure);
    let as_disclosure = Action::Accept {
        kind: SuggestionKind::Disclosure,
        topic: None,
        points: Vec::new(),
    };
    item.act(&clerk(), "09-17 11:00", as_disclosure);
    item.act(&clerk(), "09-17 12:00", assign());
    item
}

#[test]
fn a_disclosure_is_restricted_from_the_first_moment() {
    assert!(
        Item::of_kind(SuggestionKind::Disclosure)
            .state
            .is_restricted
    );
    assert!(!Item::submitted().state.is_restricted);
}

#[test]
fn triage_can_restrict_an_item_but_not_open_it() {
    let mut item = Item::of_kind(SuggestionKind::Complaint);
    let as_disclosure = Action::Accept {
        kind: SuggestionKind::Disclosure,
        topic: None,
        points: Vec::new(),
    };
    item.act(&clerk(), "09-17 11:00", as_disclosure);
    assert!(item.state.is_restricted);

    let mut item = Item::of_kind(SuggestionKind::Disclosure);
    item.act(&clerk(), "09-17 11:00", accept());
    assert!(item.state.is_restricted);
}

#[test]
fn in_the_unit_only_the_head_and_the_named_handler_act() {
    let text = "您没有“签收”的权限：保密件在承办单位只由负责人和指定的承办人办理";
    let mut item = disclosure_in_the_unit();
    item.assert_refused(&liaison(), "09-18 09:00", acknowledge(), text);
    item.act(&head(), "09-18 09:00", acknowledge());

    let another = staff(HANDLER.0 + 100, LEAD, &[Role::Handler]);
    assert_eq!(available(&item.state, &another), []);
    assert_eq!(available(&item.state, &liaison()), []);
    assert_eq!(available(&item.state, &assistant()), []);
    item.act(&handler(), "09-18 10:00", draft(outcome(ResultClass::A)));
    item.act(&head(), "09-18 11:00", Action::sign_off());
    assert_eq!(available(&item.state, &caller()), []);
    let refused = item.attempt(&caller(), at("09-20 09:00"), &rate(Satisfaction::Satisfied));
    assert!(refused.is_err());
    item.act(&submitter(), "09-20 09:00", rate(Satisfaction::Satisfied));
}
