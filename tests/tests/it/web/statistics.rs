//! 统计 over plain HTTP: the page, its mistakes, the items behind a number, the files.

use huiyin_tests::installation::Installation;
use huiyin_tests::staff::Staff;
use huiyin_tests::visitor::submit;

const EVERYTHING: &str = "period=2020-01-01..2099-12-31";

#[test]
fn a_reporter_reads_figures_opens_what_makes_them_and_takes_files_along() {
    let here = Installation::new();
    let reporter = Staff::add(&here, "reporter", "desk", &["reporter"]);
    let server = here.serve();
    submit(&mut server.client(), "食堂门口有三级台阶，轮椅进不去。");
    let mut client = reporter.sign_in(&server);

    let page = client.get(&format!("/desk/statistics?{EVERYTHING}"));
    assert_eq!(page.status, 200);
    let text = page.text();
    for expected in [
        "受理率",
        "0.0%",
        "报送任务尚未启用",
        "按主办单位",
        "导出汇总表",
    ] {
        assert!(text.contains(expected), "{expected} is not on the page");
    }

    let items = format!("/desk/statistics/items?{EVERYTHING}&metric=acceptance_rate&part=all");
    let page = client.get(&items);
    assert_eq!(page.status, 200);
    assert!(
        page.text().contains("/desk/suggestions/1\""),
        "{}",
        page.text()
    );
    assert_eq!(
        client
            .get("/desk/statistics/items?metric=none&part=all")
            .status,
        404
    );

    for (address, start) in [
        (
            format!("/desk/statistics/export?{EVERYTHING}&format=xlsx"),
            &b"PK"[..],
        ),
        (
            format!("/desk/statistics/export?{EVERYTHING}&format=csv"),
            "\u{feff}".as_bytes(),
        ),
        (format!("/desk/statistics/summary?{EVERYTHING}"), b"PK"),
    ] {
        let file = client.get(&address);
        assert_eq!(file.status, 200, "{address}");
        assert!(file.body.starts_with(start), "{address}");
        let how = file.header("content-disposition").unwrap_or_default();
        assert!(how.starts_with("attachment"), "{how}");
    }
}

#[test]
fn a_wrong_period_comes_back_with_what_was_typed() {
    let here = Installation::new();
    let leader = Staff::add(&here, "leader", "desk", &["leader"]);
    let server = here.serve();
    let mut client = leader.sign_in(&server);
    let page = client.get("/desk/statistics?period=custom&from=2026-09-30&to=2026-09-01");
    assert_eq!(page.status, 422);
    let text = page.text();
    assert!(text.contains("截止日期不能早于起始日期"), "{text}");
    assert!(text.contains("value=\"2026-09-30\""), "{text}");
    let page = client.get("/desk/statistics?period=%E4%B9%9D%E6%9C%88");
    assert_eq!(page.status, 422);
}
