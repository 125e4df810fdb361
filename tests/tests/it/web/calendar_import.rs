//! 导入放假安排 as a system administrator does it: paste, look, confirm.

use huiyin_tests::installation::Installation;
use huiyin_tests::staff::Staff;

/// A year that nobody has announced; Monday 4 January is off.
const NOTICE: &str = "国务院办公厅关于2027年部分节假日安排的通知
一、元旦：1月1日（周五）至4日（周一）放假，共4天。
二、春节：2月5日（周五）至11日（周四）放假调休，共7天。1月31日（周日）上班。
三、清明节：4月5日（周一）放假，与周末连休。
四、劳动节：5月1日（周六）至3日（周一）放假，共3天。
五、端午节：6月9日（周三）放假1天，不调休。
六、中秋节：9月15日（周三）放假1天，不调休。
七、国庆节：10月1日（周五）至7日（周四）放假调休，共7天。10月9日（周六）上班。";

#[test]
fn an_administrator_pastes_a_notice_looks_and_confirms() {
    let here = Installation::new();
    let keeper = Staff::add(&here, "keeper", "desk", &["system_admin"]);
    let clerk = Staff::add(&here, "clerk", "desk", &["clerk"]);
    let server = here.serve();
    let mut client = keeper.sign_in(&server);
    let page = client.get("/desk/calendar?year=2027").expect(200);
    let form = page.form("/desk/calendar/import");

    let garbled = NOTICE.replace("共7天", "共8天");
    let refused = client
        .submit(&form.clone().set("text", &garbled))
        .expect(422);
    let text = refused.text();
    assert!(text.contains("第 3 行"), "{text}");
    assert!(
        text.contains("10月9日（周六）上班"),
        "what was typed is gone"
    );

    let preview = client.submit(&form.set("text", NOTICE)).expect(200);
    let text = preview.text();
    assert!(
        text.contains("2027年1月4日") && text.contains("元旦放假"),
        "{text}"
    );
    let years = "select count(*) from calendar_year where year = 2027";
    assert_eq!(here.sql(years), ["0"], "a preview stores nothing");

    let confirm = preview.form("/desk/calendar/confirm");
    for _ in 0..2 {
        let answer = client.submit(&confirm).expect(303);
        let to = answer.header("location").unwrap().to_owned();
        assert!(to.starts_with("/desk/calendar?year=2027"), "{to}");
        let done = client.get(&to).expect(200).text();
        assert!(
            done.contains("已经生效") && done.contains("notice-2027-"),
            "{done}"
        );
    }
    assert_eq!(here.sql(years), ["1"]);
    let logged = here.sql("select what from admin_log where what like '%2027%'");
    assert_eq!(logged.len(), 1, "{logged:?}");

    let seen = clerk.sign_in(&server).get("/desk/calendar").expect(200);
    assert!(!seen.text().contains("/desk/calendar/import"));
}
