//! 征集活动 from the first form to the poster and the suggestion that it brings.

use huiyin_tests::installation::Installation;
use huiyin_tests::staff::Staff;

#[test]
fn a_campaign_has_its_own_form_and_poster_and_is_known_from_its_suggestions() {
    let here = Installation::new();
    let clerk = Staff::add(&here, "clerk", "desk", &["clerk"]);
    let server = here.serve();
    let mut desk = clerk.sign_in(&server);
    let mut worker = server.client();

    let list = desk.get("/desk/campaigns").expect(200);
    let form = list
        .form("/desk/campaigns")
        .set("code", "safety-2026")
        .set("name", "安康杯金点子")
        .set("intro", "车间里哪里不安全，怎么改？")
        .set("closes_on", "2020-01-01");
    let refused = desk.submit(&form).expect(422).text();
    assert!(refused.contains("截止日期不能早于开始日期"), "{refused}");
    assert!(
        refused.contains("车间里哪里不安全"),
        "what was typed is gone"
    );
    let saved = desk
        .submit(&form.set("closes_on", "2099-12-31"))
        .expect(303);
    let one = saved.header("location").unwrap().to_owned();
    let page = desk.get(&one).expect(200).text();
    assert!(
        page.contains("进行中") && page.contains("/c/safety-2026"),
        "{page}"
    );
    let poster = desk.get(&format!("{one}/poster")).expect(200).text();
    assert!(poster.contains("<svg class=\"qr\"") && poster.contains("/c/safety-2026"));

    let home = worker.get("/").expect(200).text();
    assert!(
        home.contains("安康杯金点子") && home.contains("/c/safety-2026"),
        "{home}"
    );
    worker.get("/c/no-such").expect(404);
    let asked = worker.get("/c/safety-2026").expect(200);
    assert!(
        asked.text().contains("车间里哪里不安全"),
        "{}",
        asked.text()
    );
    let letter = asked
        .form("/submit")
        .set("intent", "suggest")
        .set("body", "")
        .set("identity", "anonymous");
    let again = worker.submit(&letter).expect(422);
    assert!(
        again.text().contains("安康杯金点子"),
        "the campaign is lost on an error"
    );
    let letter = again
        .form("/submit")
        .set("body", "配电箱旁边堆着纸箱，请清走。");
    worker.submit(&letter).expect(200);
    let ids = here.sql("select suggestion_id from submission where campaign_id is not null");
    let [id] = ids.as_slice() else {
        panic!("one suggestion of the campaign: {ids:?}");
    };
    let item = desk
        .get(&format!("/desk/suggestions/{id}"))
        .expect(200)
        .text();
    assert!(
        item.contains("征集活动") && item.contains("安康杯金点子"),
        "{item}"
    );

    // closed early: what is written all the same is taken
    let change = desk.get(&one).expect(200).form(&one);
    desk.submit(
        &change
            .set("opens_on", "2020-01-01")
            .set("closes_on", "2020-01-31"),
    )
    .expect(303);
    assert!(!worker.get("/").expect(200).text().contains("安康杯金点子"));
    let late = worker.get("/c/safety-2026").expect(200);
    assert!(late.text().contains("不在征集时间内"), "{}", late.text());
    let letter = late
        .form("/submit")
        .set("intent", "suggest")
        .set("body", "晚了一天，还是想说：灭火器过期了。")
        .set("identity", "anonymous");
    worker.submit(&letter).expect(200);
    let n = here.sql("select count(*) from submission where campaign_id is not null");
    assert_eq!(n, ["2"]);
}
