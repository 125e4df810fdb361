//! 拆分成几件: one letter becomes several items, and its submitter needs no other code.

use std::sync::Arc;

use huiyin_app::{AppError, desk, handling, timeline, tracking, worker};
use huiyin_core::search::SearchRequest;
use huiyin_core::{ObligationKind, Status, SuggestionId};
use huiyin_search::{Analyser, Index};
use huiyin_workflow::{ActionKind, Suggestion};

use crate::kit::{Case, TestApp, anonymous, dictionary, form, named, on_both, web};

const LOCKERS: &str = "更衣柜太少，两个人合用一个。";
const BUS: &str = "末班车九点就没有了，夜班下班走不了。";
const TWO: [(&str, &str); 4] = [
    ("part_1_title", "更衣柜太少"),
    ("part_1_body", LOCKERS),
    ("part_2_title", "夜班班车"),
    ("part_2_body", BUS),
];

async fn split(t: &TestApp, case: &Case) -> (Suggestion, Vec<Suggestion>) {
    let after = t
        .act(&t.people.clerk, case.id, ActionKind::Split, &TWO)
        .await
        .unwrap();
    let mut parts = Vec::new();
    for part in &after.overlays.split_off {
        parts.push(t.now_of(part.part).await);
    }
    (after, parts)
}

async fn body_of(t: &TestApp, id: SuggestionId) -> String {
    t.app
        .store()
        .read()
        .submission(id)
        .await
        .unwrap()
        .unwrap()
        .body
}

on_both! {
    async fn every_matter_has_its_number_and_the_letter_stays(t) {
        let case = Case::from(web(t, &named("坡道、更衣柜和班车")).await);
        let sent = body_of(t, case.id).await;
        t.accept(case.id).await;
        t.assign(case.id).await;
        t.acknowledge(case.id).await;
        let due_at = t.now_of(case.id).await.open_obligation(ObligationKind::Reply).unwrap().due_at;
        let before = t.queued().await.len();
        let (letter, parts) = split(t, &case).await;
        assert_eq!((letter.status, parts.len()), (Status::InProgress, 2));
        assert_eq!(body_of(t, case.id).await, sent);
        let numbers: Vec<i64> = parts.iter().map(|p| p.ticket_no.seq).collect();
        assert_eq!(numbers, [case.ticket_no.seq + 1, case.ticket_no.seq + 2]);
        assert_eq!(body_of(t, parts[0].id).await, LOCKERS);
        // accepted with the letter, and waiting at the desk
        for part in &parts {
            assert_eq!(part.status, Status::Accepted);
            assert_eq!(part.accountable_unit, Some(t.people.desk));
            assert_eq!(part.received_at, letter.received_at);
            assert_eq!(part.overlays.split_from.as_ref().unwrap().original, case.id);
            let name = t.app.store().read().identity(part.id).await.unwrap().unwrap().name;
            assert_eq!(name.unwrap().expose(), "王建国");
        }
        // told once, with the numbers and without a word of it
        let mails = t.queued().await;
        assert_eq!(mails.len(), before + 1);
        let notice = mails.last().unwrap();
        assert!(notice.subject.contains("拆分成几件"), "{}", notice.subject);
        for part in &parts {
            assert!(notice.text.contains(&part.ticket_no.to_string()), "{}", notice.text);
        }
        assert!(!notice.text.contains("更衣柜"));
        // no later than the letter
        t.move_by(chrono::Duration::days(2));
        t.assign(parts[0].id).await;
        let reply = t.now_of(parts[0].id).await;
        assert_eq!(reply.open_obligation(ObligationKind::Reply).unwrap().due_at, due_at);
        t.acknowledge(parts[0].id).await;
        t.reply(parts[0].id).await;
        // the answer to a part points to the code of the letter
        let told = t.queued().await;
        let told = told.last().unwrap();
        assert!(told.subject.contains(&parts[0].ticket_no.to_string()), "{}", told.subject);
        assert!(told.text.contains(&format!("原件（{}）的查询码", case.ticket_no)), "{}", told.text);
        // both ends tell the story
        let story = |id| async move {
            let events = t.app.store().read().events(id).await.unwrap();
            let events: Vec<_> = events.into_iter().map(|e| e.recorded).collect();
            timeline::for_submitter(&t.app.directory(), &events)
        };
        let of_letter = story(case.id).await.pop().unwrap();
        assert!(of_letter.detail.contains(&parts[1].ticket_no.to_string()), "{of_letter:?}");
        let of_part = story(parts[1].id).await.remove(0);
        assert!(of_part.detail.contains(&case.ticket_no.to_string()), "{of_part:?}");
    }

    async fn one_code_opens_all_of_it(t) {
        let case = Case::from(web(t, &anonymous("坡道、更衣柜和班车")).await);
        let (_, parts) = split(t, &case).await;
        // a letter that waits to be accepted is split as well, and waits as a whole
        assert!(parts.iter().all(|p| p.status == Status::Submitted));
        let found = tracking::find(&t.app, &case.code.grouped()).await.unwrap();
        let seen: Vec<_> = tracking::parts(&t.app, &found).await.unwrap();
        let ids = |list: &[Suggestion]| list.iter().map(|s| s.id).collect::<Vec<_>>();
        assert_eq!(ids(&seen), ids(&parts));
        assert_eq!(tracking::part(&t.app, &found, 2).await.unwrap().id, parts[1].id);
        for no in [0, 3, usize::MAX] {
            let missing = tracking::part(&t.app, &found, no).await;
            assert!(matches!(missing, Err(AppError::NotFound)), "{no}");
        }
        // each is supplemented, withdrawn and rated by itself
        tracking::supplement(&t.app, parts[0].id, "三号更衣室也一样。", Vec::new()).await.unwrap();
        assert!(t.app.store().read().supplements(case.id).await.unwrap().is_empty());
        tracking::withdraw(&t.app, parts[0].id, "已经解决").await.unwrap();
        assert_eq!(t.now_of(case.id).await.status, Status::Submitted);
        assert_eq!(t.now_of(parts[1].id).await.status, Status::Submitted);
        t.accept(parts[1].id).await;
        t.assign(parts[1].id).await;
        t.acknowledge(parts[1].id).await;
        t.reply(parts[1].id).await;
        let rating = form(&[("result", "satisfied"), ("attitude", "satisfied"), ("speed", "satisfied")]);
        tracking::rate(&t.app, parts[1].id, &rating).await.unwrap();
        assert_eq!(t.now_of(case.id).await.ratings, []);
        assert_eq!(t.now_of(parts[0].id).await.status, Status::Withdrawn);
    }

    async fn who_is_accused_in_the_letter_sees_none_of_its_parts(t) {
        let people = &t.people;
        let case = t.accepted("值班长打人，还有更衣柜和班车").await;
        let named = [("accused_accounts", "handler"), ("reason", "来件指名")];
        t.act(&people.clerk, case.id, ActionKind::NameAccused, &named).await.unwrap();
        let (_, parts) = split(t, &case).await;
        for part in &parts {
            assert!(part.overlays.accused.names_account(people.handler.account));
            let unseen = desk::view(&t.app, &people.handler, part.id).await;
            assert!(matches!(unseen, Err(AppError::NotFound)));
        }
    }

    async fn a_restricted_letter_has_restricted_parts(t) {
        let case = t.submitted("食堂采购吃回扣，还有更衣柜").await;
        let fields = [("kind", "disclosure")];
        t.act(&t.people.clerk, case.id, ActionKind::Accept, &fields).await.unwrap();
        let (_, parts) = split(t, &case).await;
        assert!(parts.iter().all(|p| p.is_restricted));
    }

    async fn staff_go_from_the_letter_to_its_parts_and_back(t) {
        let people = &t.people;
        let case = t.in_progress("坡道、更衣柜和班车").await;
        let (_, parts) = split(t, &case).await;
        let seen = desk::view(&t.app, &people.clerk, case.id).await.unwrap();
        let numbers: Vec<_> = seen.relatives.iter().map(|r| r.id).collect();
        assert_eq!(numbers, [parts[0].id, parts[1].id]);
        let last = seen.timeline.last().unwrap();
        assert!(last.detail.contains(&parts[1].ticket_no.to_string()), "{last:?}");
        let seen = desk::view(&t.app, &people.clerk, parts[0].id).await.unwrap();
        assert_eq!(seen.relatives[0].id, case.id);
        // whoever does not see the part is told nothing of it by the letter
        let seen = desk::view(&t.app, &people.handler, case.id).await.unwrap();
        assert!(seen.relatives.is_empty());
        let last = seen.timeline.last().unwrap();
        assert!(!last.detail.contains("GH"), "{last:?}");
        // a part is not split again, and offers no button for it
        let seen = desk::view(&t.app, &people.clerk, parts[0].id).await.unwrap();
        assert!(!seen.forms.iter().any(|f| f.action == ActionKind::Split));
        let again = t.act(&people.clerk, parts[0].id, ActionKind::Split, &TWO).await;
        let said = again.unwrap_err().to_string();
        assert!(said.contains("拆分出来的一件不再拆分"), "{said}");
    }

    async fn a_bad_split_is_told_in_words_and_registers_nothing(t) {
        let people = &t.people;
        let case = t.accepted("坡道、更衣柜和班车").await;
        let whole = body_of(t, case.id).await;
        let n = t.n_suggestions().await;
        let whole: [(&str, &str); 2] = [("part_1_title", "全文"), ("part_1_body", whole.as_str())];
        for (fields, word) in [
            (&[][..], "标题不能为空"),
            (&TWO[1..2], "标题不能为空"),
            (&TWO[..1], "内容不能为空"),
            (&whole[..], "与原件的全文相同"),
            (&[TWO[0], TWO[1], ("part_1_topic", "999")][..], "没有这个类别"),
            (&[TWO[0], TWO[1], ("part_3_title", "又一件"), ("part_3_body", LOCKERS)][..], "内容相同"),
        ] {
            let refused = t.act(&people.clerk, case.id, ActionKind::Split, fields).await;
            let said = refused.unwrap_err().to_string();
            assert!(said.contains(word), "{fields:?}: {said}");
        }
        for who in [&people.liaison, &people.supervisor, &people.leader] {
            let refused = t.act(who, case.id, ActionKind::Split, &TWO).await;
            let refused = refused.unwrap_err();
            assert!(matches!(refused, AppError::Refused(_) | AppError::NotFound), "{refused:?}");
        }
        assert_eq!(t.n_suggestions().await, n);
        split(t, &case).await;
        // the same once more is no other matter
        let again = t.act(&people.clerk, case.id, ActionKind::Split, &TWO).await;
        let said = again.unwrap_err().to_string();
        assert!(said.contains("已经拆分过一次"), "{said}");
        assert_eq!(t.n_suggestions().await, n + 2);
        // no number is lost with what was refused
        let next = t.submitted("下一件").await;
        assert_eq!(next.ticket_no.seq, case.ticket_no.seq + 3);
    }

    async fn two_clerks_at_once_split_it_once(t) {
        let people = &t.people;
        let case = t.accepted("坡道、更衣柜和班车").await;
        let seen = t.now_of(case.id).await;
        let typed = form(&TWO);
        let parse = || handling::parse_all(&t.app, &seen, ActionKind::Split, &typed);
        let (first, second) = (parse().await.unwrap(), parse().await.unwrap());
        let (id, revision) = (case.id, seen.revision);
        let (a, b) = tokio::join!(
            handling::perform_all(&t.app, &people.clerk, id, revision, first),
            handling::perform_all(&t.app, &people.second_clerk, id, revision, second),
        );
        assert!(a.is_ok() != b.is_ok(), "{a:?} {b:?}");
        assert!(matches!(a.and(b), Err(AppError::Stale)));
        assert_eq!(t.n_suggestions().await, 3);
    }

    async fn a_part_is_merged_like_any_item_and_the_others_stay(t) {
        let people = &t.people;
        let other = t.in_progress("更衣室改造").await;
        let case = t.accepted("坡道、更衣柜和班车").await;
        let (_, parts) = split(t, &case).await;
        let no = other.ticket_no.to_string();
        let into = [("parent_no", no.as_str()), ("reason", "同一件事")];
        t.act(&people.clerk, parts[0].id, ActionKind::Merge, &into).await.unwrap();
        assert_eq!(t.now_of(parts[0].id).await.status, Status::Merged);
        assert_eq!(t.now_of(parts[1].id).await.status, Status::Accepted);
        // a merged letter is not split, with the rule
        t.assign(case.id).await;
        t.act(&people.clerk, case.id, ActionKind::Merge, &into).await.unwrap();
        let late = [("part_1_title", "开水房"), ("part_1_body", "开水房没有灯。")];
        let refused = t.act(&people.clerk, case.id, ActionKind::Split, &late).await;
        let said = refused.unwrap_err().to_string();
        assert!(said.contains("并案办理期间不拆分，请先解除并案"), "{said}");
    }
}

#[tokio::test]
async fn search_finds_a_part_by_its_words_and_files_go_with_it() {
    let t = TestApp::sqlite().await;
    let analyser = Analyser::new(&dictionary());
    analyser.load();
    let index = Index::open(&t.folder.path().join("index"), analyser).unwrap();
    t.app.set_index(Arc::new(index));
    let upload = huiyin_app::arrival::Upload {
        file_name: "照片.jpg".to_owned(),
        media_type: "image/jpeg".to_owned(),
        bytes: b"a photo".to_vec(),
    };
    let case = t.accepted("坡道、更衣柜和班车").await;
    tracking::supplement(&t.app, case.id, "照片在附件里。", vec![upload])
        .await
        .unwrap();
    let (_, parts) = split(&t, &case).await;
    t.run_workers().await;
    let scope = t.app.scope(&t.people.clerk);
    let request = SearchRequest::new("夜班下班走不了".to_owned(), scope);
    let found = desk::search(&t.app, request).await.unwrap();
    let ids: Vec<_> = found.answer.hits.iter().map(|hit| hit.id).collect();
    assert_eq!(ids, [parts[1].id]);
    for part in &parts {
        let files = t.app.store().read().attachments(part.id).await.unwrap();
        assert_eq!(files.len(), 1);
        assert_eq!(files[0].suggestion, part.id);
    }
    worker::keep_facts(&t.app).await.unwrap();
    t.finish().await;
}
