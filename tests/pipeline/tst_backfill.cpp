// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "deskfixture.h"
#include "stepbench.h"

#include <QDir>
#include <QTest>

using namespace Qt::StringLiterals;
using core::Cause;
using core::Step;
using core::StepStatus;
using pipeline::Job;
using pipeline::Outcome;
using pipeline::StepEvent;
using pipetest::StepBench;
using testsupport::Fault;
using testsupport::ListingPage;

namespace {

constexpr Step kImages = Step::BackfillImages;

//! "requested/stored/skipped/failed" of the outcome.
QString counts(const Outcome &outcome)
{
    return u"%1/%2/%3/%4"_s.arg(outcome.imagesRequested)
        .arg(outcome.imagesStored)
        .arg(outcome.imagesSkipped)
        .arg(outcome.imagesFailed);
}

int stored(StepBench &bench)
{
    return bench.rows.value(u"SELECT count(*) FROM vehicle_images"_s).toInt();
}

//! "cause attempts final" of a failed image; empty when it has not failed.
QString failure(StepBench &bench, const QString &url)
{
    return bench.rows
        .rows(
            u"SELECT cause || ' ' || attempts || ' ' || is_final FROM image_failures WHERE source_url = ?"_s,
            {url})
        .value(0);
}

} // namespace

//! backfill_images alone: it requests wanted − stored, and what it reports is what the rows say.
class TestBackfill : public QObject
{
    Q_OBJECT

private slots:
    void getsWhatIsWanted();
    void theFirstImageIsThePrimaryOne_data();
    void theFirstImageIsThePrimaryOne();
    void requestsOnlyWhatIsMissing();
    void nothingMissingRequestsNothing();
    void nothingWantedIsSkipped();
    void wantsEachUrlOnce();
    void equalBytesBecomeAliases();
    void aliasesAreNeverFetchedAgain();
    void adoptsADurableFile();
    void doesNotAdoptATornFile();
    void imagesFail_data();
    void imagesFail();
    void oneFailureDoesNotKeepTheOthers();
    void anImageTheTableRefusesDoesNotKeepTheOthers();
    void finalImagesAreNotRequestedAgain();
    void finalImagesOnRequest();
    void allImagesAreRequestedAgain();
    void followsAGalleryThatGrows();
    void aPausedHostHolds();
    void cancelKeepsWhatIsStored();
    void twoRunsOfOneRowAreTwo();
    void aVanishedFolderStopsTheWorker();
    void aStaleLeaseWritesNothing();
    void aStaleLeaseLeavesImagesToTheNext();
    void aUrlTooLongForAnIndex();
    void urlsThatAreNoUrls_data();
    void urlsThatAreNoUrls();
};

void TestBackfill::getsWhatIsWanted()
{
    StepBench bench;
    const ListingPage page = bench.fixture.addListing(u"saab"_s, 4);
    const QString id = bench.wanting(page);
    const StepEvent event = bench.run(id, kImages);
    QCOMPARE(event.status, StepStatus::Success);
    QCOMPARE(counts(event.outcome), u"4/4/0/0"_s);
    QCOMPARE(bench.queueRow(id, kImages, "status, images_requested, images_stored"), u"completed|4|4"_s);
    const QStringList rows = bench.rows.rows(
        u"SELECT source_url, position, is_primary, mime_type, width, height, source FROM vehicle_images ORDER BY position"_s);
    QCOMPARE(rows.size(), 4);
    QCOMPARE(rows[0], bench.imageUrls(page)[0] + u"|0|1|image/jpeg|96|64|bat_import"_s);
    QCOMPARE(rows[3], bench.imageUrls(page)[3] + u"|3|0|image/jpeg|96|64|bat_import"_s);
    QCOMPARE(pipetest::filesBelow(bench.imageFolder()).size(), 4);
    QCOMPARE(bench.rows.value(u"SELECT failing & 24 FROM vehicle_scrape_state"_s).toInt(), 0);
}

void TestBackfill::theFirstImageIsThePrimaryOne_data()
{
    QTest::addColumn<QString>("before"); // source of a primary image that is there already
    QTest::addColumn<int>("primary");    // position of the primary image in the end
    QTest::newRow("it comes last") << QString() << 0;
    QTest::newRow("another program chose one") << u"user_upload"_s << 9;
}

void TestBackfill::theFirstImageIsThePrimaryOne()
{
    QFETCH(QString, before);
    StepBench bench;
    const ListingPage page = bench.fixture.addListing(u"saab"_s, 4);
    bench.fixture.origin.setFault(page.images[0], Fault::withStatus(500, 1));
    const QString id = bench.wanting(page);
    if (!before.isEmpty())
        bench.rows.addImage(id, u"own"_s, {{u"source"_s, before}, {u"position"_s, 9}, {u"is_primary"_s, 1}});
    (void)bench.run(id, kImages); // the others
    (void)bench.run(id, kImages); // the first
    QTEST(bench.rows.value(u"SELECT position FROM vehicle_images WHERE is_primary"_s).toInt(), "primary");
}

void TestBackfill::requestsOnlyWhatIsMissing()
{
    StepBench bench;
    const ListingPage page = bench.fixture.addListing(u"saab"_s, 5);
    const QString id = bench.wanting(page);
    const QStringList urls = bench.imageUrls(page);
    bench.rows.addImage(id, urls[1], {{u"file_hash"_s, u"a"_s}, {u"position"_s, 1}});
    bench.rows.addImage(id, urls[4], {{u"file_hash"_s, u"b"_s}, {u"position"_s, 4}});
    const StepEvent event = bench.run(id, kImages);
    QCOMPARE(counts(event.outcome), u"3/3/0/0"_s);
    for (int i = 0; i < 5; ++i)
        QCOMPARE(bench.fixture.origin.requestCount(page.images[i]), i == 1 || i == 4 ? 0 : 1);
}

void TestBackfill::nothingMissingRequestsNothing()
{
    StepBench bench;
    const ListingPage page = bench.fixture.addListing(u"saab"_s, 3);
    const QString id = bench.wanting(page);
    (void)bench.run(id, kImages);
    bench.fixture.origin.log().clear();
    const StepEvent event = bench.run(id, kImages);
    QCOMPARE(event.status, StepStatus::Skipped);
    QCOMPARE(counts(event.outcome), u"0/0/0/0"_s);
    QCOMPARE(bench.fixture.origin.requestCount(), 0);
}

void TestBackfill::nothingWantedIsSkipped()
{
    StepBench bench;
    const StepEvent event = bench.run(bench.rows.addVehicle(1), kImages);
    QCOMPARE(event.status, StepStatus::Skipped);
    QVERIFY(!event.outcome.message.isEmpty());
}

void TestBackfill::wantsEachUrlOnce()
{
    StepBench bench;
    const ListingPage page = bench.fixture.addListing(u"saab"_s, 2);
    const QString id = bench.wanting(page);
    const QStringList urls = bench.imageUrls(page);
    bench.setWanted(id, {urls[0], urls[1], urls[0], QString(), urls[1]});
    const StepEvent event = bench.run(id, kImages);
    QCOMPARE(counts(event.outcome), u"2/2/0/0"_s);
    QCOMPARE(bench.fixture.origin.requestCount(), 2);
}

void TestBackfill::equalBytesBecomeAliases()
{
    StepBench bench;
    ListingPage page = bench.fixture.addListing(u"saab"_s, 4);
    page.twins = {{page.images[2], page.images[0]}, {page.images[3], page.images[0]}};
    bench.fixture.origin.addListing(page);
    const QString id = bench.wanting(page);
    const StepEvent event = bench.run(id, kImages);
    QCOMPARE(event.status, StepStatus::Success); // two equal images are no failure
    QCOMPARE(counts(event.outcome), u"4/2/2/0"_s);
    QCOMPARE(stored(bench), 2);
    QCOMPARE(bench.rows.value(u"SELECT count(*) FROM image_aliases"_s).toInt(), 2);
    QCOMPARE(bench.rows.value(u"SELECT missing_count FROM vehicle_scrape_state"_s).toInt(), 0);
    QCOMPARE(pipetest::filesBelow(bench.imageFolder()).size(), 2); // a file that nobody needs is removed
}

void TestBackfill::aliasesAreNeverFetchedAgain()
{
    StepBench bench;
    ListingPage page = bench.fixture.addListing(u"saab"_s, 3);
    page.twins = {{page.images[2], page.images[0]}};
    bench.fixture.origin.addListing(page);
    const QString id = bench.wanting(page);
    (void)bench.run(id, kImages);
    bench.fixture.origin.log().clear();
    QCOMPARE(counts(bench.run(id, kImages).outcome), u"0/0/0/0"_s);
    QCOMPARE(bench.fixture.origin.requestCount(), 0);
}

//! A process died between the rename and the row.
void TestBackfill::adoptsADurableFile()
{
    StepBench bench;
    const ListingPage page = bench.fixture.addListing(u"saab"_s, 3);
    const QString id = bench.wanting(page);
    (void)bench.run(id, kImages);
    const QStringList files = pipetest::filesBelow(bench.imageFolder());
    bench.rows.run(u"DELETE FROM vehicle_images WHERE position < 2"_s);
    bench.fixture.origin.log().clear();
    const StepEvent event = bench.run(id, kImages);
    QCOMPARE(event.status, StepStatus::Success);
    QCOMPARE(event.outcome.imagesRequested, 0);
    QCOMPARE(bench.fixture.origin.requestCount(), 0);
    QCOMPARE(stored(bench), 3);
    QCOMPARE(pipetest::filesBelow(bench.imageFolder()), files);
}

void TestBackfill::doesNotAdoptATornFile()
{
    StepBench bench;
    const ListingPage page = bench.fixture.addListing(u"saab"_s, 1);
    const QString id = bench.wanting(page);
    (void)bench.run(id, kImages);
    const QString file = bench.imageFolder() + u'/' + pipetest::filesBelow(bench.imageFolder()).value(0);
    const QByteArray bytes = dbtest::fileBytes(file);
    dbtest::writeFile(file, bytes.first(bytes.size() / 2));
    bench.rows.run(u"DELETE FROM vehicle_images"_s);
    const StepEvent event = bench.run(id, kImages);
    QCOMPARE(counts(event.outcome), u"1/1/0/0"_s);
    QCOMPARE(dbtest::fileBytes(file), bytes);
}

void TestBackfill::imagesFail_data()
{
    QTest::addColumn<Fault>("fault");
    QTest::addColumn<QString>("first");  // cause, attempts, final after one run
    QTest::addColumn<QString>("second"); // … after two
    QTest::addColumn<QString>("queue");
    QTest::newRow("404") << Fault::withStatus(404) << u"not_found 0 1"_s << u"not_found 0 1"_s << u"dead|0"_s;
    QTest::newRow("410") << Fault::withStatus(410) << u"not_found 0 1"_s << u"not_found 0 1"_s << u"dead|0"_s;
    QTest::newRow("403") << Fault::withStatus(403) << u"blocked 1 0"_s << u"blocked 2 0"_s << u"pending|1"_s;
    QTest::newRow("500") << Fault::withStatus(500) << u"server_error 1 0"_s << u"server_error 2 0"_s
                         << u"pending|1"_s;
    QTest::newRow("a page instead") << Fault::of(Fault::Kind::HtmlAsImage) << u"not_an_image 1 0"_s
                                    << u"not_an_image 2 1"_s << u"pending|1"_s;
    QTest::newRow("half an image") << Fault::of(Fault::Kind::TruncatedImage) << u"truncated 1 0"_s
                                   << u"truncated 2 0"_s << u"pending|1"_s;
    QTest::newRow("half a body") << Fault::of(Fault::Kind::TruncatedBody) << u"truncated 1 0"_s
                                 << u"truncated 2 0"_s << u"pending|1"_s;
    QTest::newRow("no bytes") << Fault::of(Fault::Kind::Empty) << u"empty 1 0"_s << u"empty 2 1"_s
                              << u"pending|1"_s;
}

void TestBackfill::imagesFail()
{
    QFETCH(Fault, fault);
    StepBench bench;
    const ListingPage page = bench.fixture.addListing(u"saab"_s, 1);
    bench.fixture.origin.setFault(page.images[0], fault);
    const QString id = bench.wanting(page);
    const QString url = bench.imageUrls(page)[0];
    const StepEvent event = bench.run(id, kImages);
    QCOMPARE(event.status, StepStatus::Failed);
    QCOMPARE(counts(event.outcome), u"1/0/0/1"_s);
    QTEST(failure(bench, url), "first");
    QTEST(bench.queueRow(id, kImages, "status, retry_count"), "queue");
    QCOMPARE(stored(bench), 0);
    QCOMPARE(pipetest::filesBelow(bench.imageFolder()), QStringList());

    (void)bench.run(id, kImages, {{u"include_final"_s, true}});
    QTEST(failure(bench, url), "second");
    bench.fixture.origin.clearFaults();
    QCOMPARE(counts(bench.run(id, kImages, {{u"include_final"_s, true}}).outcome), u"1/1/0/0"_s);
    QCOMPARE(failure(bench, url), QString()); // forgotten with the image
}

void TestBackfill::oneFailureDoesNotKeepTheOthers()
{
    StepBench bench;
    const ListingPage page = bench.fixture.addListing(u"saab"_s, 6);
    bench.fixture.origin.setFault(page.images[1], Fault::withStatus(404));
    bench.fixture.origin.setFault(page.images[2], Fault::withStatus(404));
    bench.fixture.origin.setFault(page.images[4], Fault::withStatus(500));
    const QString id = bench.wanting(page);
    const StepEvent event = bench.run(id, kImages);
    QCOMPARE(counts(event.outcome), u"6/3/0/3"_s);
    QCOMPARE(event.outcome.cause, Cause::ServerError); // what may pass decides what follows
    QVERIFY(event.outcome.message.contains(u"3"_s) && event.outcome.message.contains(u"6"_s));
    QVERIFY(event.willRetry);
    QCOMPARE(stored(bench), 3);
    QCOMPARE(bench.rows.value(u"SELECT failing & 24 FROM vehicle_scrape_state"_s).toInt(),
             int(core::FailureType::PartialImages));
}

void TestBackfill::anImageTheTableRefusesDoesNotKeepTheOthers()
{
    StepBench bench;
    const ListingPage page = bench.fixture.addListing(u"saab"_s, 3);
    const QString id = bench.wanting(page);
    const QStringList urls = bench.imageUrls(page);
    bench.rows.refuse(u"INSERT"_s, u"vehicle_images"_s, u"NEW.source_url = '%1'"_s.arg(urls[1]),
                      u"against a rule"_s);
    const StepEvent event = bench.run(id, kImages);
    QCOMPARE(counts(event.outcome), u"3/2/0/1"_s);
    QCOMPARE(event.outcome.cause, Cause::Conflict);
    QCOMPARE(failure(bench, urls[1]), u"conflict 0 1"_s);
    QCOMPARE(bench.queueRow(id, kImages, "status, retry_count"), u"dead|0"_s);
    QCOMPARE(stored(bench), 2);
    // Its file waits for the row: when the rule is gone, nothing is asked for.
    bench.rows.refuseNoMore(u"vehicle_images"_s);
    const StepEvent again = bench.run(id, kImages, {{u"include_final"_s, true}});
    QCOMPARE(again.status, StepStatus::Success);
    QCOMPARE(again.outcome.imagesRequested, 0);
    QCOMPARE(stored(bench), 3);
}

void TestBackfill::finalImagesAreNotRequestedAgain()
{
    StepBench bench;
    const ListingPage page = bench.fixture.addListing(u"saab"_s, 3);
    bench.fixture.origin.setFault(page.images[0], Fault::withStatus(404));
    bench.fixture.origin.setFault(page.images[1], Fault::withStatus(500, 1));
    const QString id = bench.wanting(page);
    (void)bench.run(id, kImages);
    bench.fixture.origin.log().clear();
    const StepEvent event = bench.run(id, kImages);
    QCOMPARE(event.outcome.imagesRequested, 1);
    QCOMPARE(bench.fixture.origin.requestCount(page.images[0]), 0);
    QCOMPARE(bench.fixture.origin.requestCount(page.images[1]), 1);
    // All that could be had is there, but a vehicle that lacks an image is not done.
    QCOMPARE(event.outcome.cause, Cause::NotFound);
    QVERIFY(event.isDead);
}

void TestBackfill::finalImagesOnRequest()
{
    StepBench bench;
    const ListingPage page = bench.fixture.addListing(u"saab"_s, 2);
    bench.fixture.origin.setFault(page.images[0], Fault::withStatus(404, 1));
    const QString id = bench.wanting(page);
    QVERIFY(bench.run(id, kImages).isDead);
    const StepEvent event = bench.run(id, kImages, {{u"include_final"_s, true}});
    QCOMPARE(event.status, StepStatus::Success);
    QCOMPARE(counts(event.outcome), u"1/1/0/0"_s);
}

void TestBackfill::allImagesAreRequestedAgain()
{
    StepBench bench;
    const ListingPage page = bench.fixture.addListing(u"saab"_s, 3);
    const QString id = bench.wanting(page);
    (void)bench.run(id, kImages);
    const QString before =
        bench.rows.value(u"SELECT file_hash FROM vehicle_images WHERE position = 1"_s).toString();
    const QByteArray other = bench.fixture.addListing(u"other"_s, 1).images[0].toUtf8();
    const QByteArray bytes = bench.fixture.origin.resource(QString::fromUtf8(other));
    bench.fixture.origin.setFault(page.images[1], Fault::answer(200, "image/jpeg", bytes));
    bench.fixture.origin.log().clear();
    const StepEvent event = bench.run(id, kImages, {{u"all_images"_s, true}});
    QCOMPARE(event.outcome.imagesRequested, 3);
    QCOMPARE(bench.fixture.origin.requestCount(), 3);
    QCOMPARE(stored(bench), 3); // replaced, never doubled
    QVERIFY(bench.rows.value(u"SELECT file_hash FROM vehicle_images WHERE position = 1"_s).toString() !=
            before);
    QCOMPARE(bench.rows.value(u"SELECT file_size FROM vehicle_images WHERE position = 1"_s).toInt(),
             bytes.size());
    QCOMPARE(pipetest::filesBelow(bench.imageFolder()).size(), 3);
}

void TestBackfill::followsAGalleryThatGrows()
{
    StepBench bench;
    const ListingPage page = bench.fixture.addListing(u"saab"_s, 4);
    const QString id = bench.wanting(page);
    const QStringList urls = bench.imageUrls(page);
    bench.setWanted(id, urls.first(2));
    bench.fixture.origin.setFault(page.images[0], Fault::delayed(200));
    const Job job = bench.lease(id, kImages);
    std::optional<Outcome> outcome;
    bench.runner(kImages).start(job, [&](const Outcome &said) { outcome = said; });
    QTRY_COMPARE(bench.fixture.origin.requestCount(page.images[1]), 1);
    bench.setWanted(id, urls); // extract_images finds more while this runs
    QTRY_VERIFY(outcome);
    const auto event = dbtest::must(bench.end(job, *outcome));
    QVERIFY(event.willRetry);
    QCOMPARE(event.nextRetryAt, bench.now);
    QCOMPARE(bench.queueRow(id, kImages, "status, retry_count"), u"pending|0"_s);
    QCOMPARE(counts(bench.run(id, kImages).outcome), u"2/2/0/0"_s);
    QCOMPARE(stored(bench), 4);
}

void TestBackfill::aPausedHostHolds()
{
    StepBench bench;
    const ListingPage page = bench.fixture.addListing(u"saab"_s, 3);
    for (const QString &path : page.images)
        bench.fixture.origin.setFault(path, Fault::rateLimited("120"));
    const QString id = bench.wanting(page);
    const StepEvent event = bench.run(id, kImages);
    QCOMPARE(event.outcome.kind, Outcome::Kind::Held);
    QCOMPARE(event.nextRetryAt, bench.now.addSecs(120));
    QCOMPARE(bench.attempts(), 0); // no attempt is written and none is used
    QCOMPARE(bench.rows.value(u"SELECT count(*) FROM image_failures"_s).toInt(), 0);
    QCOMPARE(bench.queueRow(id, kImages, "status, retry_count, held_reason"), u"pending|0|rate_limited"_s);
}

void TestBackfill::cancelKeepsWhatIsStored()
{
    StepBench bench;
    const ListingPage page = bench.fixture.addListing(u"saab"_s, 3);
    bench.fixture.origin.setFault(page.images[2], Fault::of(Fault::Kind::Hang));
    const QString id = bench.wanting(page);
    const Job job = bench.lease(id, kImages);
    std::optional<Outcome> outcome;
    bench.runner(kImages).start(job, [&](const Outcome &said) { outcome = said; });
    QTRY_COMPARE(stored(bench), 2);
    bench.runner(kImages).cancel(job);
    QTRY_VERIFY(outcome);
    QCOMPARE(outcome->kind, Outcome::Kind::Cancelled);
    QVERIFY(bench.end(job, *outcome));
    QCOMPARE(bench.attempts(), 0);
    QCOMPARE(bench.queueRow(id, kImages, "status, retry_count"), u"pending|0"_s);
    QCOMPARE(pipetest::filesBelow(bench.imageFolder()).size(), 2);
}

//! The row was lost and claimed again while its first run had not answered yet.
void TestBackfill::twoRunsOfOneRowAreTwo()
{
    StepBench bench;
    const ListingPage page = bench.fixture.addListing(u"saab"_s, 2);
    bench.fixture.origin.setFault(page.images[1], Fault::of(Fault::Kind::Hang));
    const Job first = bench.lease(bench.wanting(page), kImages);
    Job second = first;
    second.token = u"another"_s;
    std::optional<Outcome> firstOutcome;
    std::optional<Outcome> secondOutcome;
    bench.runner(kImages).start(first, [&](const Outcome &said) { firstOutcome = said; });
    bench.runner(kImages).start(second, [&](const Outcome &said) { secondOutcome = said; });
    bench.runner(kImages).cancel(first);
    QTRY_VERIFY(firstOutcome);
    QCOMPARE(firstOutcome->kind, Outcome::Kind::Cancelled);
    QVERIFY(!secondOutcome);
    bench.runner(kImages).cancel(second);
    QTRY_VERIFY(secondOutcome);
    QCOMPARE(secondOutcome->kind, Outcome::Kind::Cancelled);
}

void TestBackfill::aVanishedFolderStopsTheWorker()
{
    StepBench bench;
    const ListingPage page = bench.fixture.addListing(u"saab"_s, 3);
    const QString id = bench.wanting(page);
    QVERIFY(QDir(bench.imageFolder()).removeRecursively());
    const StepEvent event = bench.run(id, kImages);
    QCOMPARE(event.outcome.cause, Cause::Storage);
    QCOMPARE(core::policyFor(*event.outcome.cause).retry, core::CausePolicy::Retry::StopWorker);
    QVERIFY(event.willRetry);
    QCOMPARE(bench.queueRow(id, kImages, "status, retry_count"), u"pending|0"_s);
    QVERIFY(!QDir(bench.imageFolder()).exists()); // never made up silently
    QCOMPARE(stored(bench), 0);
    QCOMPARE(bench.rows.value(u"SELECT count(*) FROM image_failures"_s).toInt(), 0);
}

//! Another worker took the step over while this one slept.
void TestBackfill::aStaleLeaseWritesNothing()
{
    StepBench bench;
    const ListingPage page = bench.fixture.addListing(u"saab"_s, 2);
    const QString id = bench.wanting(page);
    const Job job = bench.lease(id, kImages);
    bench.rows.run(u"UPDATE scrape_retry_queue SET lease_token = 'another', lease_owner = 'another'"_s);
    const QStringList before = bench.rows.rows(u"SELECT * FROM scrape_retry_queue"_s);
    const Outcome outcome = bench.outcomeOf(job);
    QCOMPARE(outcome.kind, Outcome::Kind::Failed);
    const auto event = bench.end(job, outcome);
    QVERIFY(!event);
    QCOMPARE(event.error().code, core::ErrorCode::Conflict);
    QCOMPARE(stored(bench), 0);
    QCOMPARE(bench.attempts(), 0);
    QCOMPARE(bench.rows.rows(u"SELECT * FROM scrape_retry_queue"_s), before);
}

void TestBackfill::aStaleLeaseLeavesImagesToTheNext()
{
    StepBench bench;
    const ListingPage page = bench.fixture.addListing(u"saab"_s, 2);
    const QString id = bench.wanting(page);
    const Job stale = bench.lease(id, kImages);
    bench.rows.run(
        u"UPDATE scrape_retry_queue SET status = 'pending', lease_token = NULL, lease_owner = NULL"_s);
    const Job fresh = bench.lease(id, kImages, {}, u"other"_s);
    QVERIFY(!bench.end(stale, bench.outcomeOf(stale)));
    bench.fixture.origin.log().clear();
    const auto event = dbtest::must(bench.end(fresh, bench.outcomeOf(fresh)));
    QCOMPARE(event.status, StepStatus::Success);
    QCOMPARE(stored(bench), 2);
    QCOMPARE(bench.fixture.origin.requestCount(), 0); // the stale worker's files are whole: they are adopted
    QCOMPARE(pipetest::filesBelow(bench.imageFolder()).size(), 2);
}

//! In a gallery that another program wrote. It fails without a request, and the others are judged by
//! themselves.
void TestBackfill::aUrlTooLongForAnIndex()
{
    StepBench bench;
    const ListingPage page = bench.fixture.addListing(u"saab"_s, 2);
    bench.fixture.origin.setFault(page.images[1], Fault::withStatus(500, 1));
    const QString id = bench.wanting(page);
    const QStringList urls = bench.imageUrls(page);
    QString digits;
    for (int i = 0; i < 300; ++i) // no compression makes it fit
        digits += core::newId().remove(u'-');
    bench.setWanted(id, {urls[0], urls[0] + digits, urls[1]});
    const StepEvent first = bench.run(id, kImages);
    QCOMPARE(counts(first.outcome), u"2/1/0/2"_s);
    QCOMPARE(first.outcome.cause, Cause::ServerError);
    QVERIFY(first.willRetry);
    QCOMPARE(failure(bench, urls[1]), u"server_error 1 0"_s);
    const StepEvent second = bench.run(id, kImages);
    QCOMPARE(counts(second.outcome), u"1/1/0/1"_s);
    QCOMPARE(second.outcome.cause, Cause::ForbiddenAddress);
    QVERIFY(second.isDead);
    QCOMPARE(stored(bench), 2);
}

void TestBackfill::urlsThatAreNoUrls_data()
{
    QTest::addColumn<QString>("url");
    QTest::newRow("no URL at all") << u"see gallery"_s;
    QTest::newRow("another scheme") << u"file:///etc/passwd"_s;
    QTest::newRow("a private address") << u"http://10.0.0.1/a.jpg"_s;
    QTest::newRow("the metadata service in decimal") << u"http://2852039166/latest"_s;
    QTest::newRow("with a user") << u"http://a:b@127.0.0.1/a.jpg"_s;
}

//! Scraped text is hostile: one bad URL fails for good and does no harm.
void TestBackfill::urlsThatAreNoUrls()
{
    QFETCH(QString, url);
    StepBench bench;
    const ListingPage page = bench.fixture.addListing(u"saab"_s, 1);
    const QString id = bench.wanting(page);
    bench.setWanted(id, {url, bench.imageUrls(page)[0]});
    const StepEvent event = bench.run(id, kImages);
    QCOMPARE(event.status, StepStatus::Failed);
    QCOMPARE(failure(bench, url), u"forbidden_address 0 1"_s);
    QCOMPARE(stored(bench), 1);
    QVERIFY(event.isDead);
}

QTEST_GUILESS_MAIN(TestBackfill)
#include "tst_backfill.moc"
