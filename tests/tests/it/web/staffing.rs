//! The health page says for which steps nobody is there, before an item lies because of it.

use huiyin_tests::html::readable;
use huiyin_tests::installation::Installation;
use huiyin_tests::staff::{Staff, Team};

#[test]
fn the_health_page_names_the_steps_that_nobody_may_take() {
    let here = Installation::new();
    let team = Team::add(&here);
    let server = here.serve();
    let mut supervisor = team.supervisor.sign_in(&server);
    let mut told = || readable(&supervisor.visit("/desk/health").expect(200).text());

    let before = told();
    assert!(before.contains("人员配备"), "{before}");
    assert!(
        before.contains("没有回访员，办结的事项没有人回访。"),
        "{before}"
    );
    assert!(!before.contains("没有分办员"), "{before}");
    assert!(!before.contains("没有分管领导"), "{before}");
    let lonely =
        "「滨海市总工会信访和建议征集办公室」承办的事项没有人督导：督导员不得督导本单位承办的事项";
    assert!(before.contains(lonely), "{before}");

    Staff::add(&here, "second", Team::UNIT, &["supervisor", "caller"]);
    let after = told();
    assert!(!after.contains("没有人督导"), "{after}");
    assert!(
        after.contains("「滨海市总工会权益保障部」承办的事项没有人回访"),
        "all callers belong to the unit itself: {after}"
    );
}
