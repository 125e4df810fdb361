//! 分办规则 as a clerk keeps them: look, try, save; and what the form of 分办 then proposes.

use huiyin_tests::html::links;
use huiyin_tests::installation::Installation;
use huiyin_tests::staff::Staff;
use huiyin_tests::visitor::{act, submit};

#[test]
fn a_clerk_tries_a_rule_saves_it_and_is_proposed_its_unit() {
    let here = Installation::new();
    let clerk = Staff::add(&here, "clerk", "desk", &["clerk"]);
    let server = here.serve();
    submit(
        &mut server.client(),
        "蓝湾区的公交站没有雨棚，下雨天没处躲。",
    );
    let mut client = clerk.sign_in(&server);

    let list = client.get("/desk/routing").expect(200).text();
    assert!(
        list.contains("劳动报酬") && list.contains("滨海市总工会权益保障部"),
        "{list}"
    );
    let blank = client.get("/desk/routing/new").expect(200);
    let form = blank.form("/desk/routing/preview");
    let refused = client
        .submit(&form.clone().set("label", "来信都归办公室"))
        .expect(422);
    let text = refused.text();
    assert!(
        text.contains("请选择主办单位") && text.contains("至少选一项"),
        "{text}"
    );
    assert!(text.contains("来信都归办公室"), "what was typed is gone");

    let unit = here
        .sql("select id from unit where code = 'xinghe'")
        .remove(0);
    let filled = form
        .set("label", "网上来件")
        .set("channel", "web")
        .set("unit", &unit)
        .set("priority", "999")
        .set("reason", "试一试");
    let preview = client.submit(&filled).expect(200);
    let text = preview.text();
    assert!(
        text.contains("若按修改后的规则") && text.contains("首派准确率"),
        "{text}"
    );
    let rows = "select count(*) from routing_rule where code = 'rule-1'";
    assert_eq!(here.sql(rows), ["0"], "a preview stores nothing");

    let confirm = preview.form("/desk/routing/confirm");
    let saved = client.submit(&confirm).expect(303);
    let to = saved.header("location").unwrap().to_owned();
    let list = client.get(&to).expect(200).text();
    assert!(list.contains("规则“网上来件”第 1 版已经保存"), "{list}");
    assert_eq!(here.sql(rows), ["1"]);
    client.submit(&confirm).expect(303);
    let all = "select count(*) from routing_rule where label = '网上来件'";
    assert_eq!(here.sql(all), ["1"], "sent twice, stored once");

    let history = client.get("/desk/routing/rules/rule-1").expect(200).text();
    assert!(
        history.contains("试一试") && history.contains("渠道：网页"),
        "{history}"
    );
    client.get("/desk/routing/rules/none").expect(404);
    client
        .get("/desk/routing/dry-run?month=2026-13")
        .expect(422);
    let run = client.get("/desk/routing/dry-run").expect(200).text();
    assert!(run.contains("按现行规则"), "{run}");

    let page = links(&client.visit("/desk").text(), "/desk/suggestions/").remove(0);
    act(&mut client, &page, "accept", &[("kind", "proposal")]);
    let assign = client.get(&page).expect(200);
    let form = assign.form(&format!("{page}/assign"));
    assert_eq!(
        form.value("lead"),
        Some(unit.as_str()),
        "the clerk sees the proposal at once"
    );
    assert!(
        assign.text().contains("渠道是网页（规则“网上来件”）"),
        "{}",
        assign.text()
    );
}
