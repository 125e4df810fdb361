//! 组织机构 and accounts as a system administrator keeps them; who is accused, as a clerk names them.

use huiyin_tests::installation::Installation;
use huiyin_tests::staff::{Staff, Team};
use huiyin_tests::visitor::submit;

#[test]
fn an_administrator_adds_renames_and_merges_a_unit() {
    let here = Installation::new();
    let keeper = Staff::add(&here, "keeper", "desk", &["system_admin"]);
    let server = here.serve();
    let mut client = keeper.sign_in(&server);
    let page = client.get("/desk/organisation").expect(200);
    let desk = here
        .sql("select id from unit where code = 'desk'")
        .remove(0);
    let form = page
        .form("/desk/organisation")
        .set("name", "滨海市总工会网络工作部")
        .set("short_name", "网络部")
        .set("parent", &desk)
        .set("branch", "department");
    let refused = client.submit(&form.clone().set("code", "网络")).expect(422);
    assert!(refused.text().contains("小写字母"));
    assert!(
        refused.text().contains("滨海市总工会网络工作部"),
        "what was typed is gone"
    );
    let added = client.submit(&form.set("code", "online")).expect(303);
    let unit = added.header("location").unwrap().to_owned();

    let page = client.get(&unit).expect(200);
    let rename = page
        .form(&format!("{unit}/rename"))
        .set("name", "滨海市总工会新媒体部");
    client.submit(&rename).expect(303);
    let page = client.get(&unit).expect(200);
    assert!(page.text().contains("滨海市总工会新媒体部"));

    let rights = here
        .sql("select id from unit where code = 'rights'")
        .remove(0);
    let merge = page.form(&format!("{unit}/merge")).set("into", &rights);
    let unsure = client
        .submit(&merge.clone().set("confirmed", "新媒体部"))
        .expect(422);
    assert!(unsure.text().contains("以确认"));
    client
        .submit(&merge.set("confirmed", "滨海市总工会新媒体部"))
        .expect(303);
    let page = client.get(&unit).expect(200).text();
    assert!(page.contains("已并入"), "{page}");
    assert!(!page.contains("撤销单位"));
    let into = here.sql("select merged_into_id from unit where code = 'online'");
    assert_eq!(into, [rights]);
}

#[test]
fn an_administrator_notes_an_absence_and_a_transfer() {
    let here = Installation::new();
    let keeper = Staff::add(&here, "keeper", "desk", &["system_admin"]);
    Staff::add(&here, "handler", "rights", &["handler"]);
    Staff::add(&here, "second", "rights", &["handler"]);
    let server = here.serve();
    let mut client = keeper.sign_in(&server);
    let id = |name: &str| {
        let sql = format!("select id from account where username = '{name}'");
        here.sql(&sql).remove(0)
    };
    let url = format!("/desk/accounts/{}", id("handler"));
    let page = client.get(&url).expect(200);
    let absence = page
        .form(&format!("{url}/absence"))
        .set("from", "2026-12-01")
        .set("deputy", &id("second"));
    let refused = client.submit(&absence).expect(422);
    assert!(refused.text().contains("请填写请假的最后一天"));
    let noted = client
        .submit(&absence.set("until", "2026-12-05"))
        .expect(200);
    assert!(noted.text().contains("2026-12-01 至 2026-12-05"));
    let desk = here
        .sql("select id from unit where code = 'desk'")
        .remove(0);
    let moving = noted.form(&format!("{url}/move")).set("unit", &desk);
    client.submit(&moving).expect(200);
    let unit = here.sql("select unit_id from account where username = 'handler'");
    assert_eq!(unit, [desk]);
}

#[test]
fn whom_a_clerk_names_finds_nothing_any_more() {
    let here = Installation::new();
    let team = Team::add(&here);
    let second = Staff::add(&here, "second", "desk", &["clerk"]);
    let server = here.serve();
    submit(&mut server.client(), "分办员收了好处");
    let item = here.sql("select id from suggestion").remove(0);
    let url = format!("/desk/suggestions/{item}");
    let mut accused = second.sign_in(&server);
    accused.get(&url).expect(200);

    let mut clerk = team.clerk.sign_in(&server);
    let page = clerk.get(&url).expect(200);
    let accept = page
        .form(&format!("{url}/accept"))
        .set("kind", "disclosure")
        .set("accused_accounts", "无此人");
    let refused = clerk.submit(&accept).expect(422);
    assert!(refused.text().contains("没有叫“无此人”的账号"));
    assert!(refused.text().contains("无此人"), "what was typed is gone");
    clerk
        .submit(&accept.set("accused_accounts", "second"))
        .expect(303);
    let page = clerk.get(&url).expect(200);
    assert!(page.text().contains("已列明被反映人"));

    let gone = accused.get(&url).expect(404).text();
    let missing = accused.get("/desk/suggestions/999999").expect(404).text();
    assert_eq!(
        gone.len(),
        missing.len(),
        "an accused can tell it from what is missing"
    );
    let list = accused.get("/desk?list=in_progress").expect(200).text();
    assert!(!list.contains(&url), "{list}");

    // who names themselves has seen the last of it
    let form = page
        .form(&format!("{url}/name-accused"))
        .set("accused_accounts", "clerk")
        .set("reason", "本人要求回避");
    let answer = clerk.submit(&form).expect(303);
    assert_eq!(answer.header("location"), Some("/desk"));
    clerk.get(&url).expect(404);
    accused.get(&url).expect(200);
}
