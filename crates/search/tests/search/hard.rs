//! Hard queries with what they must find, one table for each class.

use huiyin_core::search::{
    AttachmentText, IndexDocument, SearchNames, SearchRequest, SimilarRequest, SimilarTo,
    SuggestRequest, Tier,
};
use huiyin_core::{Channel, Scope, Status, SuggestionId, SuggestionKind, TopicId, UnitId};

use crate::material::{Shelf, ids, ids_of, item};

fn archive() -> Vec<IndexDocument> {
    let mut all = vec![
        item(
            1,
            "职工食堂素菜太少",
            "食堂的素菜窗口只有一个，排队二十分钟。希望增加素菜窗口。",
        ),
        item(
            2,
            "关于拖欠农民工工资的投诉",
            "我们二十名农民工在滨海大厦工地干活，老板拖欠工资三个月。",
        ),
        item(
            3,
            "厂区没有无障碍通道",
            "轮椅进不了大门，请修建无障碍通道。",
        ),
        item(4, "建议增设母婴室", "女职工哺乳没有地方，建议增设母婴室。"),
        item(
            5,
            "高温津贴没有发放",
            "七月车间温度40℃，高温津贴一直没发，违反大工发〔2020〕37号文件。",
        ),
        item(
            6,
            "班车晚点",
            "早班车7:30发车，经常晚点到8:00，打12345热线也没人管。",
        ),
        item(
            7,
            "VOC治理不到位",
            "喷漆车间VOC治理不到位，气味刺鼻，工人头晕。ＰＰＥ发放不足。",
        ),
        item(
            8,
            "試用期被辭退",
            "公司在試用期無故辭退員工，不給經濟補償。",
        ),
        item(
            9,
            "宿舍热水供应时间短",
            "职工宿舍晚上十点以后没有热水，淋浴间只有两个喷头。",
        ),
        item(10, "停车位不足", "厂门口停车难，电动车没有充电桩。"),
        item(
            11,
            "咨询生育津贴",
            "产假结束三个月了，生育津贴还没有到账，请问怎么申请？",
        ),
        item(
            12,
            "工伤认定时间太长",
            "三月份受伤，工伤认定至今没有结果。联系电话138-1234-5678。",
        ),
        item(13, "感谢工会法律援助", "工会律师帮我要回了加班费，感谢！😀"),
        item(
            14,
            "长江大桥工地扬尘",
            "长江大桥项目部没有洒水，粉尘污染严重。",
        ),
        item(
            15,
            "年休假不落实",
            "领导不批年休假，说“人手不够”，还扣全勤奖。hello world 测试。",
        ),
        item(
            16,
            "图书角书太旧",
            "职工书屋的书都是2005年的，请更新。\n第二行：希望买C++和Python的书。",
        ),
        item(
            17,
            "体检项目太少",
            "建议体检增加甲状腺彩超，费用约￥300（三百元）。",
        ),
        item(
            18,
            "夜间施工噪音扰民",
            "隔壁工地夜间施工，噪音扰民，工人休息不好。",
        ),
    ];
    all[0].replies = vec!["您好，食堂承包商已增开第二个素食窗口，欢迎监督。".to_owned()];
    all[2].points = vec!["修建坡道".to_owned()];
    all[5].supplements = vec!["补充：3路班车也晚点。".to_owned()];
    all[8].attachments = vec![AttachmentText {
        name: "热水记录表.xlsx".to_owned(),
        text: "日期 停水时段 2026-03-01 22:00 锅炉检修".to_owned(),
    }];
    all[11].external_no = Some("12345-2026-0099".to_owned());
    for one in &mut all {
        let id = one.id.0;
        one.status = if id % 2 == 0 {
            Status::Replied
        } else {
            Status::InProgress
        };
        one.channel = if id % 3 == 0 {
            Channel::Email
        } else {
            Channel::Web
        };
        one.kind = if id == 2 || id == 18 {
            SuggestionKind::Complaint
        } else {
            SuggestionKind::Proposal
        };
        one.lead_unit = Some(UnitId(1 + id % 3));
        one.topic = Some(TopicId(1 + id % 2));
        one.received_at = format!("2026-{:02}-15T04:00:00Z", 1 + id % 12)
            .parse()
            .unwrap();
        one.due_at = (id < 4).then(|| format!("2026-12-{:02}T16:00:00Z", 10 - id).parse().unwrap());
    }
    all
}

fn shelf() -> Shelf {
    let shelf = Shelf::with(archive());
    let names = |list: &[(i64, &[&str])]| -> Vec<(i64, Vec<String>)> {
        list.iter()
            .map(|(id, names)| (*id, names.iter().map(|name| (*name).to_owned()).collect()))
            .collect()
    };
    shelf.index.set_names(SearchNames {
        units: names(&[
            (1, &["后勤服务中心", "后勤"]),
            (2, &["法律工作部", "法工部"]),
            (3, &["生产保障部"]),
        ])
        .into_iter()
        .map(|(id, names)| (UnitId(id), names))
        .collect(),
        topics: names(&[(1, &["生活保障"]), (2, &["劳动权益"])])
            .into_iter()
            .map(|(id, names)| (TopicId(id), names))
            .collect(),
    });
    shelf
}

#[test]
fn exact_queries_find_what_holds_them() {
    let shelf = shelf();
    let check = |q: &str, expect: &[i64]| assert_eq!(shelf.literal(q), expect, "{q:?}");
    // inside dictionary words, across them, single characters
    check("障碍", &[3]);
    check("江大桥", &[14]);
    check("菜窗", &[1]);
    check("桥", &[14]);
    check("津", &[5, 11]);
    check("的", &[1, 2, 16]);
    // every kind of text
    check("素食窗口", &[1]);
    check("坡道", &[3]);
    check("3路班车", &[6]);
    check("锅炉检修", &[9]);
    check("热水记录表", &[9]);
    check("12345-2026-0099", &[12]);
    // other writings
    check("试用期", &[8]);
    check("試用期", &[8]);
    check("经济补偿", &[8]);
    check("无障礙通道", &[3]);
    check("ppe", &[7]);
    check("ＶＯＣ治理", &[7]);
    check("voc治", &[7]);
    check("４０℃", &[5]);
    check("40°c", &[5]);
    check("12345热线", &[6]);
    check("7：30发车", &[6]);
    check("“人手不够”，", &[15]);
    check("「人手不够」", &[15]);
    check("😀", &[13]);
    check("c++", &[16]);
    check("￥300（", &[17]);
    check("更新。第二行", &[16]);
    check("素菜 窗口", &[1]);
    check("hello world", &[15]);
    check("HELLO", &[15]);
    check("o w", &[15]);
    // numbers of documents and of items
    check("大工发[2020]37号", &[5]);
    check("大工发【２０２０】３７号", &[5]);
    check("大工发 （2020） 37 號", &[5]);
    check("〔2020〕37", &[5]);
    check("gh2026-000007", &[7]);
    check("没有这样的事", &[]);
}

#[test]
fn signs_say_what_people_mean_by_them() {
    let shelf = shelf();
    let check = |q: &str, expect: &[i64]| assert_eq!(shelf.literal(q), expect, "{q:?}");
    check("工地 -长江", &[2, 18]);
    check("工地 －“长江 大桥”", &[2, 18]);
    check("食堂 OR 班车", &[1, 6]);
    check("食堂 或 班车 或 体检", &[1, 6, 17]);
    check("食堂 | 班车 晚点", &[6]);
    check("“素菜窗口” 排队", &[1]);
    check("“窗口素菜”", &[]);
    check("职工 -食堂 -宿舍", &[4, 16]);
    check("状态:已答复 工地", &[2, 14, 18]);
    check("状态：办理中 职工", &[1, 9]);
    check("渠道:邮件 工地", &[18]);
    check("件类:投诉", &[2, 18]);
    check("单位:法工部 职工", &[1, 4, 16]);
    check("单位：后勤、生产保障部 职工", &[9]);
    check("类别:劳动权益 职工", &[1, 9]);
    check("时间:2026-03 通道 OR 工地", &[2, 14]);
    check("时间:2026-01..2026-03 工地", &[2, 14]);
    check("时间：2026年4月 无障碍", &[3]);
    check("编号:GH2026-7", &[7]);
    check("编号：大工发〔2020〕37号", &[5]);
    check("编号:12345-2026-0099", &[12]);
    // what cannot be a sign is text
    check("OR 食堂", &[1]);
    check("138-1234", &[12]);
    check("单位:火星", &[]);
    for odd in [
        "-",
        "OR",
        "或",
        "\"",
        "“",
        "单位:",
        "状态:：",
        "-- -",
        "( ) [ ]",
        "* ? .*",
        "a OR",
        "时间:..",
    ] {
        let answer = shelf.ask(odd);
        assert!(answer.total <= 18, "{odd:?}");
    }
    let note = &shelf.ask("状态:飞走了").notes[0];
    assert!(note.contains("已答复"), "{note}");
}

#[test]
fn relaxed_tiers_say_what_they_are() {
    let shelf = shelf();
    let check = |q: &str, tier: Tier, expect: i64| {
        let answer = shelf.ask(q);
        assert_eq!(answer.total, 0, "{q:?}");
        let first = &answer.hits[0];
        assert_eq!(
            (first.tier, first.id.0),
            (tier, expect),
            "{q:?} {:?}",
            ids(&answer)
        );
    };
    check("食堂素菜窗口", Tier::Apart, 1);
    check("班车晚点发车", Tier::Apart, 6);
    check("欠薪的外来务工人员", Tier::Synonym, 2);
    check("哺乳室", Tier::Synonym, 4);
    check("餐厅素菜", Tier::Synonym, 1);
    check("员工宿舍", Tier::Synonym, 9);
    check("噪声扰民", Tier::Synonym, 18);
    check("职工食糖", Tier::Homophone, 1);
    check("职工宿设", Tier::Homophone, 9);
    check("高温金贴", Tier::Homophone, 5);
    check("生育精贴", Tier::Homophone, 11);
    check("zhigongshitang", Tier::Pinyin, 1);
    check("wuzhangai", Tier::Pinyin, 3);
    check("gongshang rending", Tier::Pinyin, 12);
    check("zgst", Tier::Pinyin, 1);
    check("工资被拖欠了怎么办", Tier::Apart, 2);
    check("请问生育津贴什么时候能够到账", Tier::Missing, 11);
    check("公司不让休年休假还扣奖金合法吗", Tier::Missing, 15);
    check("电动车充电桩太少没地方停", Tier::Missing, 10);
    let meant = |q: &str| shelf.ask(q).did_you_mean;
    assert_eq!(meant("职工食糖")[0], "职工食堂");
    assert_eq!(meant("zhigongshitang")[0], "职工食堂");
    assert_eq!(meant("食堂"), [] as [&str; 0]);
}

#[test]
fn suggestions_complete_what_is_typed() {
    let shelf = shelf();
    let suggest = |typed: &str| -> Vec<String> {
        let request = SuggestRequest {
            typed: typed.to_owned(),
            scope: Scope::leader(),
            limit: 8,
        };
        let found = shelf.index.suggest(&request).unwrap();
        assert!(found.iter().all(|one| one.total == shelf.ask(&one.q).total));
        found.into_iter().map(|one| one.q).collect()
    };
    assert!(suggest("食").contains(&"食堂".to_owned()));
    assert!(suggest("职工食").contains(&"职工食堂".to_owned()));
    assert!(suggest("shit").contains(&"食堂".to_owned()));
    assert!(suggest("职工 宿").contains(&"职工 宿舍".to_owned()));
    assert_eq!(suggest("火星"), [] as [&str; 0]);
    assert_eq!(suggest(""), [] as [&str; 0]);
}

#[test]
fn similar_items_are_near_in_their_words() {
    let mut all = archive();
    let mut copy = all[1].clone();
    copy.id = SuggestionId(50);
    copy.title = "投诉拖欠农民工工资".to_owned();
    copy.body = copy.body.replace("三个月", "四个多月了");
    all.push(copy);
    let shelf = Shelf::with(all);
    let similar = |to: SimilarTo| {
        let request = SimilarRequest {
            to,
            scope: Scope::leader(),
            filters: huiyin_core::search::Filters::default(),
            limit: 5,
        };
        shelf.index.similar(&request).unwrap()
    };
    let like = similar(SimilarTo::Item(SuggestionId(2)));
    assert_eq!(like[0].id, SuggestionId(50));
    assert!(like[0].likeness > 0.6 && like.iter().all(|one| one.id.0 != 2));
    let text = SimilarTo::Text {
        title: "母婴室".to_owned(),
        body: "女职工哺乳没有地方".to_owned(),
    };
    assert_eq!(similar(text)[0].id, SuggestionId(4));
    assert!(similar(SimilarTo::Item(SuggestionId(999))).is_empty());
}

#[test]
fn orders_and_cursors_walk_over_everything_once() {
    let shelf = shelf();
    for order in [
        huiyin_core::search::SearchOrder::Relevance,
        huiyin_core::search::SearchOrder::Newest,
        huiyin_core::search::SearchOrder::Due,
    ] {
        for q in ["", "工", "职工"] {
            let mut request = SearchRequest::new(q, Scope::leader());
            request.order = order;
            request.limit = 3;
            request.with_relaxed = false;
            let mut seen = Vec::new();
            loop {
                let answer = shelf.index.search(&request).unwrap();
                assert!(answer.hits.iter().all(|hit| hit.tier == Tier::Exact));
                seen.extend(ids(&answer));
                match answer.next {
                    Some(next) => request.after = Some(next),
                    None => break,
                }
            }
            let all: Vec<i64> = shelf
                .index
                .ids(&request)
                .unwrap()
                .iter()
                .map(|id| id.0)
                .collect();
            assert_eq!(seen, all, "{q:?} {order:?}");
            assert_eq!(all.len() as u64, shelf.ask(q).total);
        }
    }
    let mut request = SearchRequest::new("", Scope::leader());
    request.order = huiyin_core::search::SearchOrder::Due;
    assert_eq!(ids(&shelf.index.search(&request).unwrap())[..3], [3, 2, 1]);
    request.after = Some(huiyin_core::search::Cursor("nonsense".to_owned()));
    assert_eq!(ids(&shelf.index.search(&request).unwrap()).len(), 18);
}

#[test]
fn the_item_with_the_number_comes_first() {
    let mut all = archive();
    all.push(item(70, "转办", "参见 GH2026-000007 和 GH2026-000007"));
    let shelf = Shelf::with(all);
    assert_eq!(ids(&shelf.ask("GH2026-7"))[0], 7);
    assert_eq!(ids_of(&shelf.ask("gh2026-000007"), Tier::Exact), [7, 70]);
}

#[test]
fn an_attachment_is_named_where_it_shows_the_match() {
    let shelf = shelf();
    let answer = shelf.ask("锅炉检修");
    assert_eq!(
        answer.hits[0].attachment.as_deref(),
        Some("热水记录表.xlsx")
    );
    assert!(
        answer.hits[0]
            .snippet
            .0
            .contains(&("锅炉检修".to_owned(), true))
    );
    assert_eq!(shelf.ask("淋浴间").hits[0].attachment, None);
}
