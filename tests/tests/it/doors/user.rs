//! `huiyin user`: people are added, shown, and get new passwords.

use huiyin_tests::installation::Installation;
use huiyin_tests::on_both_databases;
use huiyin_tests::staff::Staff;
use huiyin_tests::visitor::sign_in;

on_both_databases! {
    fn an_added_person_can_sign_in_and_a_reset_ends_the_old_password(database) {
        let here = Installation::on(database);
        let staff = Staff::add(&here, "lihua", "desk", &["clerk"]);
        let server = here.serve();
        let mut client = staff.sign_in(&server);
        client.get("/desk").expect(200);

        let outcome = here.run(&["user", "passwd", "lihua"]).succeeded();
        let fresh = outcome.stdout.split_once("一次性密码：").expect("a new password").1;
        let fresh = fresh.split_whitespace().next().unwrap();
        assert_ne!(client.get("/desk").status, 200, "the old session outlived the reset");
        sign_in(&server, "lihua", fresh).get("/desk").expect(200);
    }
}

#[test]
fn people_and_their_roles_are_listed_without_secrets() {
    let here = Installation::new();
    let staff = Staff::add(&here, "lihua", "desk", &["clerk", "registrar"]);
    let outcome = here.run(&["user", "list"]).succeeded();
    assert!(outcome.stdout.contains("lihua"), "{outcome:#?}");
    assert!(outcome.stdout.contains("clerk"), "{outcome:#?}");
    assert!(!outcome.stdout.contains("argon2"), "{outcome:#?}");
    assert!(
        !outcome.stdout.contains(&staff.one_time_password),
        "{outcome:#?}"
    );
}

#[test]
fn the_same_name_an_unknown_unit_and_an_unknown_role_are_refused() {
    let here = Installation::new();
    Staff::add(&here, "lihua", "desk", &["clerk"]);
    for (name, unit, role) in [
        ("lihua", "desk", "clerk"),
        ("wang", "nowhere", "clerk"),
        ("wang", "desk", "king"),
    ] {
        here.run(&[
            "user", "add", name, "--name", "某人", "--unit", unit, "--roles", role,
        ])
        .refused();
    }
}
