//! Every door says how it is opened, and what was wrong, in Chinese.

use huiyin_tests::installation::{Installation, is_chinese};

const DOORS: &[&[&str]] = &[
    &[],
    &["serve"],
    &["import"],
    &["verify"],
    &["archive"],
    &["archive", "verify"],
    &["statistics"],
    &["mail"],
    &["mail", "deliver"],
    &["mail", "parse"],
    &["mail", "reprocess"],
    &["mail", "export"],
    &["search"],
    &["calendar"],
    &["calendar", "due"],
    &["bench"],
    &["bench", "search"],
    &["demo"],
    &["user"],
];

#[test]
fn every_door_has_help_in_chinese() {
    let installation = Installation::new();
    for door in DOORS {
        let mut arguments = door.to_vec();
        arguments.push("--help");
        let outcome = installation.run(&arguments).succeeded();
        assert!(is_chinese(&outcome.stdout), "{door:?} --help: {outcome:#?}");
        assert!(
            outcome.stdout.contains("--help"),
            "{door:?} --help: {outcome:#?}"
        );
    }
    assert!(
        !installation.data().exists(),
        "asking for help made a data folder"
    );
}

#[test]
fn a_wrong_word_is_refused_in_chinese() {
    let installation = Installation::new();
    for arguments in [
        &["--keine-option"][..],
        &["serve", "--listen", "nowhere"],
        &["frobnicate"],
        &["calendar", "due", "--start", "2025-09-26"],
        &["calendar", "due", "--start", "昨天", "--limit", "5wd"],
        &["calendar", "due", "--start", "2025-09-26", "--limit", "5xx"],
        &[
            "calendar",
            "due",
            "--start",
            "2025-09-26",
            "--limit",
            "5wd",
            "--arrival",
            "whenever",
        ],
        &["search"],
        &[
            "import",
            "missing.jsonl",
            "--format",
            "jsonl",
            "--map",
            "body=body",
            "--state",
            "new",
        ],
        &[
            "import",
            "missing.jsonl",
            "--format",
            "docx",
            "--map",
            "body=body",
            "--state",
            "new",
        ],
    ] {
        installation.run(arguments).refused();
    }
}

#[test]
fn an_unknown_key_in_the_configuration_is_named() {
    let installation = Installation::new();
    installation.configure("[server]\nlissten = \"127.0.0.1:0\"\n");
    let outcome = installation.run(&["verify"]).refused();
    assert!(outcome.stderr.contains("lissten"), "{outcome:#?}");
}

#[test]
fn a_missing_configuration_file_is_told() {
    let installation = Installation::new();
    std::fs::remove_file(installation.config_file()).unwrap();
    let outcome = installation.run(&["verify"]).refused();
    assert!(outcome.stderr.contains("huiyin.toml"), "{outcome:#?}");
}
