//! `huiyin demo`: a year of made-up suggestions, in every state, that verify calls sound.

use huiyin_tests::installation::Installation;
use huiyin_tests::on_both_databases;

on_both_databases! {
    fn a_fresh_folder_is_filled_with_something_in_nearly_every_state(database) {
        let here = Installation::on(database);
        here.run(&["demo"]).succeeded();
        let states = here.sql("select distinct status from suggestion");
        assert!(states.len() >= 9, "only {states:?}");
        let units = here.sql("select distinct unit_id from account");
        assert!(units.len() >= 5, "people of {} units only", units.len());
        here.run(&["verify"]).succeeded();
        let found = here.run(&["search", "食堂", "--json"]).succeeded();
        assert!(!found.stdout.contains("\"total\":0"), "{found:#?}");
    }
}

#[test]
fn a_folder_in_use_is_not_mixed_with_made_up_items() {
    let here = Installation::new();
    here.import_new("{\"no\":\"1\",\"body\":\"一件真的建议。\"}\n");
    here.run(&["demo"]).refused();
    assert_eq!(here.sql("select count(*) from suggestion"), ["1"]);
}
