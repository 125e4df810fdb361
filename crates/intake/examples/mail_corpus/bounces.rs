//! What the bounces of a folder say of each address.

use huiyin_intake::mail::{MailKind, parse, read_bounce};

use crate::files::Mail;

/// Prints a line for each bounce: path, then for each address its action, status and end; and a
/// line of sums.
pub(crate) fn print(found: &[Mail]) {
    let (mut bounces, mut named, mut silent, mut hard) = (0, 0, 0, 0);
    for mail in found {
        let parsed = parse(&mail.raw);
        if MailKind::of(&parsed, &[]) != MailKind::Bounce {
            continue;
        }
        bounces += 1;
        let report = read_bounce(&mail.raw, &parsed);
        let told: Vec<String> = report
            .addresses
            .iter()
            .map(|entry| {
                named += usize::from(entry.address.is_some());
                silent += usize::from(entry.said.is_empty());
                hard += usize::from(entry.is_hard);
                format!(
                    "{} {:?} {} {} | {}",
                    entry.address.as_deref().unwrap_or("-"),
                    entry.action,
                    entry.status.as_deref().unwrap_or("-"),
                    if entry.is_hard { "gone" } else { "alive" },
                    entry.said
                )
            })
            .collect();
        println!("{}\t{}", mail.path, told.join("\t"));
    }
    println!(
        "{bounces} bounces: {named} addresses, {hard} gone for good, {silent} without a reason"
    );
}
