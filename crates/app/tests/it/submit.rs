//! 提交: what a submitter takes home, and what is not kept.

use huiyin_app::arrival::{RawFile, RegistrationForm, register_form, submit_form};
use huiyin_app::{AppError, tracking};
use huiyin_core::Status;

use crate::kit::{Case, anonymous, named, on_both, web};

fn file(name: &str, bytes: &[u8]) -> RawFile {
    RawFile {
        file_name: name.to_owned(),
        bytes: bytes.to_vec(),
        is_too_large: false,
    }
}

fn phone_call(body: &str) -> RegistrationForm {
    RegistrationForm {
        channel: "phone".to_owned(),
        kind: "complaint".to_owned(),
        body: body.to_owned(),
        identity_level: "anonymous".to_owned(),
        ..RegistrationForm::default()
    }
}

on_both! {
    async fn a_receipt_carries_number_code_and_due_date_with_its_reason(t) {
        let receipt = web(t, &anonymous("食堂门口加坡道")).await;
        assert_eq!(receipt.ticket_no.to_string(), "GH2026-000001");
        assert_eq!(receipt.lookup.grouped().len(), 19);
        // one working day to accept, one to assign, ten to reply, from Tuesday 1 September
        assert_eq!(receipt.accept_by, "2026年9月2日");
        assert_eq!(receipt.reply_by, "2026年9月17日");
        assert!(!receipt.is_provisional);
        let steps: Vec<_> = receipt.steps.iter().map(|s| s.what.as_str()).collect();
        assert_eq!(steps, ["受理", "分办", "答复"]);
        for reason in ["受理：", "分办：", "答复：", "工作日", "9月17日"] {
            assert!(receipt.explanation.contains(reason), "{reason}: {}", receipt.explanation);
        }
        let found = tracking::find(&t.app, &receipt.lookup.grouped()).await.unwrap();
        assert_eq!((found.id, found.status), (receipt.id, Status::Submitted));
        let events = t.app.store().read().events(receipt.id).await.unwrap();
        assert_eq!(events[0].hash, receipt.first_hash);
    }

    async fn numbers_follow_each_other_and_codes_do_not(t) {
        let first = t.submitted("第一封").await;
        let second = t.submitted("第二封").await;
        assert_eq!(second.ticket_no.seq, first.ticket_no.seq + 1);
        assert_ne!(first.code, second.code);
    }

    async fn an_anonymous_letter_leaves_no_identity_and_no_mail(t) {
        let mut form = named("不想让人知道");
        form.identity_level = "anonymous".to_owned();
        let case = Case::from(web(t, &form).await);
        assert!(!t.app.store().read().has_identity(case.id).await.unwrap());
        t.accept(case.id).await;
        assert!(t.queued().await.is_empty());
    }

    async fn notices_carry_number_and_link_and_nothing_of_the_letter(t) {
        let receipt = web(t, &named("食堂门口加坡道")).await;
        let code = receipt.lookup.grouped();
        let mails = t.queued().await;
        let [acknowledgement] = mails.as_slice() else {
            panic!("one acknowledgement, not {}", mails.len());
        };
        assert_eq!(acknowledgement.recipient.expose(), "wang.jianguo@mail.example");
        assert!(acknowledgement.text.contains("GH2026-000001"));
        assert!(acknowledgement.text.contains(&code));
        assert!(acknowledgement.text.contains("2026年9月17日"));
        let case = Case::from(receipt);
        t.accept(case.id).await;
        t.assign(case.id).await;
        t.acknowledge(case.id).await;
        t.reply(case.id).await;
        let later = t.queued().await.split_off(1);
        let subjects: Vec<_> = later.iter().map(|m| m.subject.as_str()).collect();
        assert_eq!(subjects, ["【GH2026-000001】您的来件已受理", "【GH2026-000001】您的来件已有答复"]);
        for mail in &later {
            assert!(mail.text.contains("https://huiyin.example/track"), "{}", mail.text);
            assert!(!mail.text.contains(&code), "{}", mail.text);
        }
        for mail in mails.iter().chain(&later) {
            for word in ["坡道", "食堂", "轮椅", "王建国", "九月七日"] {
                assert!(!mail.text.contains(word) && !mail.subject.contains(word), "{word}");
            }
        }
        let ids: std::collections::BTreeSet<_> = mails.iter().chain(&later).map(|m| &m.message_id).collect();
        assert_eq!(ids.len(), 3);
    }

    async fn words_of_alarm_mark_only_fresh_letters(t) {
        let words = "有人爬上塔吊，说今天不给钱就跳楼";
        let mut fresh = anonymous("塔吊上有人");
        fresh.body = words.to_owned();
        let fresh = web(t, &fresh).await;
        assert!(t.now_of(fresh.id).await.is_urgent);
        let quiet = t.submitted("食堂门口加坡道").await;
        assert!(!t.now_of(quiet.id).await.is_urgent);
        let check = async |received_on: &str, expected: bool| {
            let mut letter = phone_call(words);
            letter.channel = "letter".to_owned();
            letter.received_on = received_on.to_owned();
            let receipt = register_form(&t.app, &t.people.clerk, &letter, "", Vec::new()).await;
            let id = receipt.unwrap().id;
            assert_eq!(t.now_of(id).await.is_urgent, expected, "{received_on}");
        };
        check("2026-08-28", true).await;
        check("2026-08-10", false).await;
    }

    async fn all_that_is_wrong_is_told_at_once_and_nothing_is_stored(t) {
        let mut form = anonymous("附件不对");
        form.intent = String::new();
        let files = vec![
            file("工资条.exe", b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff"),
            file("说明.txt", "台阶有三级，每级十五厘米。".as_bytes()),
            file("照片.png", b"\x89PNG\r\n\x1a\nthis is no picture"),
            RawFile { is_too_large: true, ..file("录像.jpg", b"") },
        ];
        let refused = submit_form(&t.app, &form, files).await;
        let Err(AppError::Invalid(errors)) = refused else {
            panic!("it was taken");
        };
        let fields: Vec<_> = errors.iter().map(|e| e.field).collect();
        assert_eq!(fields, ["intent", "files", "files", "files"]);
        for (error, name) in errors[1..].iter().zip(["工资条.exe", "照片.png", "录像.jpg"]) {
            assert!(error.message.contains(name), "{}", error.message);
        }
        assert_eq!((t.n_suggestions().await, t.n_files()), (0, 0));
        let six = (0..6).map(|n| file(&format!("{n}.txt"), "正文".as_bytes())).collect();
        let refused = submit_form(&t.app, &anonymous("六个附件"), six).await;
        assert!(matches!(refused, Err(AppError::Invalid(_))));
        assert_eq!((t.n_suggestions().await, t.n_files()), (0, 0));
    }

    async fn a_file_lies_with_the_letter_it_came_with(t) {
        let text = "台阶有三级，每级十五厘米。";
        let files = vec![file("说明.txt", text.as_bytes())];
        let receipt = submit_form(&t.app, &anonymous("食堂门口加坡道"), files).await.unwrap();
        let kept = t.app.store().read().attachments(receipt.id).await.unwrap();
        assert_eq!(kept.len(), 1);
        assert_eq!(kept[0].file_name, "说明.txt");
        let bytes = t.app.store().get_blob(kept[0].digest).await.unwrap().unwrap();
        assert_eq!(String::from_utf8(bytes).unwrap(), text);
    }

    async fn only_the_desk_writes_down_a_call(t) {
        let call = phone_call("加班三个月没有加班费");
        let refused = register_form(&t.app, &t.people.handler, &call, "", Vec::new()).await;
        assert!(matches!(refused, Err(AppError::Forbidden(_))));
        assert_eq!(t.n_suggestions().await, 0);
        let topic = t.app.directory().topic_named("pay-overtime").unwrap();
        let chosen = topic.to_string();
        let receipt = register_form(&t.app, &t.people.clerk, &call, &chosen, Vec::new()).await;
        let registered = t.now_of(receipt.unwrap().id).await;
        assert_eq!(registered.topic, Some(topic));
    }

    async fn a_number_of_another_system_is_registered_once(t) {
        let mut call = phone_call("加班三个月没有加班费");
        call.channel = "external".to_owned();
        call.external_no = "12345-0007".to_owned();
        let clerk = &t.people.clerk;
        let first = register_form(&t.app, clerk, &call, "", Vec::new()).await.unwrap();
        let again = register_form(&t.app, clerk, &call, "", Vec::new()).await;
        let Err(AppError::Invalid(errors)) = again else {
            panic!("it was registered twice");
        };
        assert_eq!(errors[0].field, "external_no");
        assert!(errors[0].message.contains(&first.ticket_no.to_string()));
        assert_eq!(t.n_suggestions().await, 1);
    }
}
