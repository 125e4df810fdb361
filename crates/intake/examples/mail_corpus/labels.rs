//! What the folders say about their mails, and how often we say the same.

use std::collections::BTreeMap;

use huiyin_intake::mail::{MailKind, parse};

use crate::files::Mail;

/// The label that a path carries; `None` when the folder says nothing about it.
fn label(path: &str) -> Option<MailKind> {
    let name = path.rsplit('/').next().unwrap_or_default();
    let in_folder = |part: &str| path.contains(part);
    if in_folder("sisimai") {
        return if in_folder("/maildir/not/is-not") {
            Some(MailKind::Suggestion)
        } else if name.starts_with("rfc3834") {
            Some(MailKind::AutoReply)
        } else if in_folder("/maildir/err/")
            || ["arf-", "lhost-", "rhost-", "rfc3464"]
                .iter()
                .any(|head| name.starts_with(head))
        {
            Some(MailKind::Bounce)
        } else {
            None
        };
    }
    if in_folder("multipart_report_emails")
        || name == "example_bounce.eml"
        || name.starts_with("delivery-status")
        || name == "bounce.txt"
        || name.starts_with("feedback-report")
    {
        return Some(MailKind::Bounce);
    }
    if name.starts_with("disposition-notification") {
        return Some(MailKind::Receipt);
    }
    // what stands among the letters and is none
    let by_name = [
        ("m0024.txt", MailKind::List),
        ("1366671050@github.com.eml", MailKind::List),
        ("m4006.txt", MailKind::Receipt),
        (
            "raw_email_with_mimepart_without_content_type.eml",
            MailKind::Bounce,
        ),
        ("issue-382.eml", MailKind::Bounce),
        ("issue-462.eml", MailKind::Bounce),
    ];
    if let Some((_, kind)) = by_name.iter().find(|(known, _)| *known == name) {
        return Some(*kind);
    }
    // letters between people, made to show something about MIME
    if in_folder("chinese/") {
        let is_receipt = name.starts_with("07-");
        return Some(if is_receipt {
            MailKind::Receipt
        } else {
            MailKind::Suggestion
        });
    }
    let personal = [
        "mikel-mail/spec/fixtures/emails/attachment_emails",
        "mikel-mail/spec/fixtures/emails/mime_emails",
        "mikel-mail/spec/fixtures/emails/multi_charset",
        "mikel-mail/spec/fixtures/emails/plain_emails",
        "mikel-mail/spec/fixtures/emails/rfc",
        "php-imap/tests/messages",
        "mail-mime-parser/tests/_data/emails/m",
    ];
    personal
        .iter()
        .any(|part| in_folder(part))
        .then_some(MailKind::Suggestion)
}

/// Prints the wrong ones, then per kind: labelled, found, right, precision and recall.
pub(crate) fn print_table(found: &[Mail]) {
    let mut counts: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for mail in found {
        let Some(expect) = label(&mail.path) else {
            continue;
        };
        let kind = MailKind::of(&parse(&mail.raw), &[]);
        if kind != expect {
            println!("{} is {}, not {}", mail.path, expect.code(), kind.code());
        }
        *counts.entry((expect.code(), kind.code())).or_default() += 1;
    }
    println!("kind         labelled  found  right  precision  recall");
    for kind in MailKind::ALL {
        let sum = |is: &dyn Fn(&(&str, &str)) -> bool| -> usize {
            counts
                .iter()
                .filter(|(pair, _)| is(pair))
                .map(|(_, n)| *n)
                .sum()
        };
        let labelled = sum(&|(expect, _)| *expect == kind.code());
        let said = sum(&|(_, found)| *found == kind.code());
        let right = sum(&|(expect, found)| expect == found && *found == kind.code());
        let share = |of: usize| {
            if of == 0 {
                "     –".to_owned()
            } else {
                format!("{:6.3}", right as f64 / of as f64)
            }
        };
        println!(
            "{:12} {labelled:8} {said:6} {right:6}     {}  {}",
            kind.code(),
            share(said),
            share(labelled)
        );
    }
}
