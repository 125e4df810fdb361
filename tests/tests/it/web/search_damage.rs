//! An index file that is cut short under the program ends the process, for it is mapped; nothing
//! but a start is needed to find everything again.

use std::fs::File;
use std::time::Duration;

use huiyin_tests::form::percent;
use huiyin_tests::installation::Installation;
use huiyin_tests::places::files_below;
use huiyin_tests::staff::Team;
use huiyin_tests::visitor::submit;
use huiyin_tests::wait::wait_until;
use serde_json::Value;

#[test]
fn an_index_cut_short_costs_a_start_at_most() {
    let here = Installation::new();
    let team = Team::add(&here);
    let server = here.serve();
    for n in 0..3 {
        submit(&mut server.client(), &format!("第{n}号门的减速带太高。"));
    }
    let path = format!("/desk/search.json?q={}", percent("减速带"));
    let all_found = |text: &str| {
        let found: Value = serde_json::from_str(text).unwrap();
        found["total"] == 3 && found["rebuilding"].is_null()
    };
    let mut leader = team.leader.sign_in(&server);
    wait_until(
        "all are found by the index",
        Duration::from_secs(30),
        || all_found(&leader.visit(&path).expect(200).text()),
    );
    let mut n_cut = 0;
    for file in files_below(&here.data()) {
        let is_segment = ["term", "idx", "pos", "store", "fast", "fieldnorm"]
            .iter()
            .any(|kind| file.extension().is_some_and(|extension| extension == *kind));
        if is_segment {
            File::options()
                .write(true)
                .open(&file)
                .unwrap()
                .set_len(0)
                .unwrap();
            n_cut += 1;
        }
    }
    assert!(
        n_cut >= 6,
        "only {n_cut} files of an index in {}",
        here.data().display()
    );
    // whatever becomes of this one
    leader.try_get(&path);
    server.kill9();

    let server = here.serve();
    let mut clerk = team.clerk.sign_in(&server);
    wait_until("all are found again", Duration::from_secs(30), || {
        all_found(&clerk.visit(&path).expect(200).text())
    });
}
