//! Submitting: one page, no account, nothing typed is ever lost.

use huiyin_tests::html::{readable, text_of};
use huiyin_tests::installation::Installation;
use huiyin_tests::on_both_databases;
use huiyin_tests::visitor::{anonymous_form, named_form, send, submit};

const TEXT: &str = "食堂门口没有无障碍通道，坐轮椅的工友进不去，建议增设坡道。";

/// The smallest PNG with a text chunk that names a place.
fn picture() -> Vec<u8> {
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    png.extend(chunk(b"IHDR", b"\0\0\0\x01\0\0\0\x01\x08\0\0\0\0"));
    png.extend(chunk(b"tEXt", b"Location\0GPS 38.914 121.614"));
    // zlib, one stored block: filter byte and one grey pixel
    png.extend(chunk(
        b"IDAT",
        b"\x78\x01\x01\x02\0\xfd\xff\0\x80\0\x82\0\x81",
    ));
    png.extend(chunk(b"IEND", b""));
    png
}

fn chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let mut bytes = (data.len() as u32).to_be_bytes().to_vec();
    let summed = [kind.as_slice(), data].concat();
    bytes.extend(&summed);
    bytes.extend(crc32(&summed).to_be_bytes());
    bytes
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            if crc & 1 == 1 {
                0xedb8_8320 ^ (crc >> 1)
            } else {
                crc >> 1
            }
        })
    })
}

on_both_databases! {
    fn a_worker_gets_a_number_a_code_and_a_due_date(database) {
        let here = Installation::on(database);
        let server = here.serve();
        let mut client = server.client();
        let receipt = submit(&mut client, TEXT);
        assert!(receipt.ticket_no.starts_with("GH20"), "{receipt:?}");
        let letters = receipt.code.chars().filter(char::is_ascii_alphanumeric).count();
        assert!(letters >= 12, "{} holds less than 60 bits", receipt.code);
        assert_eq!(receipt.proof.len(), 64, "no hash of the first event: {}", receipt.proof);
        let text = readable(&receipt.page.text());
        assert!(text.contains("工作日"), "the due date is not explained: {text}");
        assert!(receipt.page.text().contains("<svg"), "no QR code");
        assert_eq!(here.sql("select count(*) from suggestion"), ["1"]);
        here.run(&["verify"]).succeeded();
    }

    fn numbers_follow_each_other_without_a_gap(database) {
        let here = Installation::on(database);
        let server = here.serve();
        let numbers: Vec<u64> = (0..5)
            .map(|n| {
                let receipt = submit(&mut server.client(), &format!("{TEXT}（{n}）"));
                let digits = receipt.ticket_no.rsplit('-').next().unwrap().to_owned();
                digits.parse().unwrap()
            })
            .collect();
        let first = numbers[0];
        assert_eq!(numbers, (first..first + 5).collect::<Vec<_>>());
    }
}

#[test]
fn a_bad_form_comes_back_with_everything_typed() {
    let here = Installation::new();
    let server = here.serve();
    let mut client = server.client();
    let form = named_form(&mut client, "", "王秀英", "not an address")
        .set("title", "关于食堂<坡道>")
        .set("employer", "滨海市第三棉纺厂");
    let page = client.submit(&form);
    assert!(page.status == 200 || page.status == 422, "{}", page.status);
    let again = page.form("/submit");
    for (field, typed) in [
        ("title", "关于食堂<坡道>"),
        ("name", "王秀英"),
        ("phone", "13800138000"),
        ("email", "not an address"),
        ("employer", "滨海市第三棉纺厂"),
        ("intent", "suggest"),
        ("identity", "named"),
        ("consent", "yes"),
    ] {
        assert_eq!(again.value(field), Some(typed), "{field} was lost");
    }
    let text = readable(&page.text());
    assert!(text.contains("邮箱"), "the bad address is not told: {text}");
    assert_eq!(here.sql("select count(*) from suggestion"), ["0"]);

    // what was typed, completed, is taken
    let form = again.set("body", TEXT).set("email", "wang@example.org");
    send(&mut client, &form);
}

#[test]
fn a_name_without_consent_is_not_stored_and_namelessness_needs_none() {
    let here = Installation::new();
    let server = here.serve();
    let mut client = server.client();
    let form = client
        .get("/submit")
        .form("/submit")
        .set("intent", "ask")
        .set("identity", "named")
        .set("name", "王秀英")
        .set("phone", "13800138000")
        .set("body", TEXT);
    let page = client.submit(&form);
    let again = page.form("/submit");
    assert_eq!(again.value("body"), Some(TEXT));
    assert_eq!(here.sql("select count(*) from suggestion"), ["0"]);
    send(
        &mut client,
        &again
            .set("identity", "anonymous")
            .set("name", "")
            .set("phone", ""),
    );
    assert_eq!(here.sql("select count(*) from suggestion"), ["1"]);
}

#[test]
fn the_same_form_sent_twice_is_one_suggestion() {
    let here = Installation::new();
    let server = here.serve();
    let mut client = server.client();
    let form = anonymous_form(&mut client, TEXT);
    send(&mut client, &form);
    let second = client.submit(&form);
    assert!(second.status < 500, "{}", second.status);
    assert_eq!(here.sql("select count(*) from suggestion"), ["1"]);
}

#[test]
fn a_photo_is_kept_without_its_place() {
    let here = Installation::new();
    let server = here.serve();
    let mut client = server.client();
    let form = anonymous_form(&mut client, TEXT)
        .attach("files", "现场照片.png", "image/png", &picture())
        .attach(
            "files",
            "清单.txt",
            "text/plain",
            "一、坡道\n二、扶手\n".as_bytes(),
        );
    send(&mut client, &form);
    assert_eq!(here.sql("select count(*) from attachment"), ["2"]);
    let stored = huiyin_tests::places::files_below(&here.data().join("blobs"));
    assert!(stored.len() >= 2, "{stored:?}");
    for file in stored {
        let bytes = std::fs::read(&file).unwrap();
        assert!(
            !bytes.windows(10).any(|w| w == b"GPS 38.914"),
            "the place is in {file:?}"
        );
    }
}

#[test]
fn a_program_in_a_pictures_clothes_is_refused_and_the_text_stays() {
    let here = Installation::new();
    let server = here.serve();
    let mut client = server.client();
    let form = anonymous_form(&mut client, TEXT).attach(
        "files",
        "照片.jpg",
        "image/jpeg",
        b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0",
    );
    let page = client.submit(&form);
    assert_eq!(
        page.form("/submit").value("body"),
        Some(TEXT),
        "{}",
        page.status
    );
    assert!(
        readable(&page.text()).contains("照片.jpg"),
        "the file is not named"
    );
    assert_eq!(here.sql("select count(*) from suggestion"), ["0"]);
}

#[test]
fn six_files_are_one_too_many() {
    let here = Installation::new();
    let server = here.serve();
    let mut client = server.client();
    let mut form = anonymous_form(&mut client, TEXT);
    for n in 0..6 {
        form = form.attach("files", &format!("{n}.txt"), "text/plain", b"text");
    }
    let page = client.submit(&form);
    assert_eq!(
        page.form("/submit").value("body"),
        Some(TEXT),
        "{}",
        page.status
    );
    assert_eq!(here.sql("select count(*) from suggestion"), ["0"]);
}

#[test]
fn an_anonymous_submission_leaves_no_trace_of_the_person() {
    let here = Installation::new();
    let server = here.serve();
    let mut client = server.client();
    let form =
        named_form(&mut client, TEXT, "王秀英", "wang@example.org").set("identity", "anonymous");
    let answer = client.submit(&form);
    let page = client.follow(answer);
    assert!(
        text_of(&page.text(), "receipt__code").is_some(),
        "{}",
        readable(&page.text())
    );
    let said = server.said();
    drop(server);
    for trace in ["王秀英", "wang@example.org", "13800138000", "huiyin-tests"] {
        assert!(!said.contains(trace), "the log holds {trace}:\n{said}");
        for file in huiyin_tests::places::files_below(&here.data()) {
            let bytes = std::fs::read(&file).unwrap();
            let found = bytes
                .windows(trace.len())
                .any(|window| window == trace.as_bytes());
            assert!(!found, "{} holds {trace}", file.display());
        }
    }
}

#[test]
fn a_name_lies_in_no_file_in_the_clear() {
    let here = Installation::new();
    let server = here.serve();
    let mut client = server.client();
    let form = named_form(&mut client, TEXT, "王秀英", "wang.xiuying@example.org");
    send(&mut client, &form);
    let said = server.said();
    drop(server);
    for secret in ["王秀英", "13800138000"] {
        assert!(!said.contains(secret), "the log holds {secret}:\n{said}");
        for file in huiyin_tests::places::files_below(&here.data()) {
            if file.to_string_lossy().contains("mail-out") {
                continue;
            }
            let bytes = std::fs::read(&file).unwrap();
            let found = bytes
                .windows(secret.len())
                .any(|window| window == secret.as_bytes());
            assert!(!found, "{} holds {secret}", file.display());
        }
    }
}
