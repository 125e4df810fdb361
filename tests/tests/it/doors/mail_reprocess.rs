//! `huiyin mail reprocess` and `export`: a mail whose processing failed is not lost.

use std::fs;

use huiyin_tests::installation::Installation;
use huiyin_tests::on_both_databases;

const MAIL: &[u8] = b"From: wang@example.org\r\nTo: jianyi@localhost\r\nSubject: lift\r\n\
    Message-ID: <again-1@example.org>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n\
    The lift of house three is out of order again.\r\n";

on_both_databases! {
    fn a_failed_mail_is_exported_and_processed_again(database) {
        let here = Installation::on(database);
        let nothing = here.run(&["mail", "reprocess"]).succeeded();
        assert!(nothing.stdout.contains("没有处理失败的来信"), "{nothing:?}");
        here.run_with(&["mail", "deliver"], MAIL).succeeded();
        // as if the version before had failed on it
        here.sql("update incoming_mail set state = 'failed', suggestion_id = null, attempts = 5");
        here.sql("update incoming_mail set error = 'could not be read'");
        let to = here.folder().join("out").to_string_lossy().into_owned();
        here.run(&["mail", "export", "--to", &to]).succeeded();
        let id = here.sql("select id from incoming_mail").remove(0);
        assert_eq!(fs::read(format!("{to}/mail-{id}.eml")).unwrap(), MAIL);
        let again = here.run(&["mail", "reprocess"]).succeeded();
        assert!(again.stdout.contains("已登记"), "{again:?}");
        assert_eq!(here.sql("select state from incoming_mail"), ["registered"]);
        here.run(&["mail", "reprocess", &id]).refused();
        here.run(&["mail", "reprocess", "9999"]).refused();
    }
}
