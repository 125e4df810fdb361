//! 时限规则和停办日 as a system administrator changes them: fill in, look, confirm.

use huiyin_tests::installation::Installation;
use huiyin_tests::staff::Staff;

#[test]
fn an_administrator_changes_a_rule_and_closes_a_day() {
    let here = Installation::new();
    let keeper = Staff::add(&here, "keeper", "desk", &["system_admin"]);
    let clerk = Staff::add(&here, "clerk", "desk", &["clerk"]);
    let server = here.serve();
    let mut client = keeper.sign_in(&server);
    let page = client.get("/desk/rules?rule=reply////").expect(200);
    let form = page.form("/desk/rules/preview");

    let refused = client
        .submit(&form.clone().set("reason", "工会发〔2099〕9号"))
        .expect(422);
    let text = refused.text();
    assert!(text.contains("请选择生效日期"), "{text}");
    assert!(text.contains("工会发〔2099〕9号"), "what was typed is gone");

    let filled = form
        .set("obligation", "reply")
        .set("amount", "8")
        .set("unit", "working_day")
        .set("label", "答复")
        .set("effective_from", "2099-09-01")
        .set("reason", "工会发〔2099〕9号");
    let preview = client.submit(&filled).expect(200);
    assert!(preview.text().contains("8个工作日"), "{}", preview.text());
    let added = "select count(*) from time_rule where amount = 8 and revision > 0";
    assert_eq!(here.sql(added), ["0"], "a preview stores nothing");
    let confirm = preview.form("/desk/rules/confirm");
    for _ in 0..2 {
        let answer = client.submit(&confirm).expect(303);
        let to = answer.header("location").unwrap().to_owned();
        let done = client.get(&to).expect(200).text();
        assert!(
            done.contains("已经保存") && done.contains("工会发〔2099〕9号"),
            "{done}"
        );
    }
    assert_eq!(here.sql(added), ["1"]);

    let mut reader = clerk.sign_in(&server);
    let seen = reader.get("/desk/rules").expect(200).text();
    assert!(
        seen.contains("2099年9月1日起") && seen.contains("工会发〔2099〕9号"),
        "{seen}"
    );
    assert!(!seen.contains("/desk/rules/preview"));
    let calendar = reader.get("/desk/calendar").expect(200).text();
    assert!(!calendar.contains("/desk/rules/preview"));
}
