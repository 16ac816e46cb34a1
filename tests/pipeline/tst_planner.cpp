// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clock.h"
#include "db/pagestore.h"
#include "deskfixture.h"
#include "extract/listing.h"
#include "pipeline/planner.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QStringList>

using namespace Qt::StringLiterals;
using core::Cause;
using core::Step;
using dbtest::must;
using dbtest::TestWorkspace;
using pipeline::Exclusion;
using pipeline::Plan;
using pipeline::PlanRequest;

namespace {

//! The last attempt of a step as vehicle_steps has it.
struct Tried
{
    Step step;
    Cause cause;
    bool isFinal = false;
    int extractorVersion = extract::kExtractorVersion;
};

//! One vehicle: complete, with a page and a URL, unless a field says otherwise.
struct Car
{
    bool hasVin = true;
    bool hasPrice = true;
    int wanted = 3;
    int stored = 3;
    int finalImages = 0; //!< of those that are not stored
    int statedImages = 0;
    bool hasUrl = true;
    bool hasPage = true;
    QString vinKind;    //!< "absent", "refused", …: evidence that there is none
    QString saleStatus; //!< "reserve_not_met", …
    bool galleryAbsent = false;
    std::vector<Tried> tried = {};
    std::optional<Step> running = std::nullopt;
    QVariantMap columns = {};
};

QString imageUrl(int car, int image)
{
    return u"http://img.test/%1/%2.jpg"_s.arg(car).arg(image);
}

QJsonObject metadataOf(int number, const Car &car)
{
    QJsonArray urls;
    for (int i = 0; i < car.wanted; ++i)
        urls.append(imageUrl(number, i));
    QJsonObject metadata{{u"image_urls"_s, urls}};
    if (car.statedImages > 0)
        metadata.insert(u"image_count_stated"_s, car.statedImages);
    if (!car.vinKind.isEmpty())
        metadata.insert(u"vin_extraction"_s, QJsonObject{{u"kind"_s, car.vinKind}});
    if (!car.saleStatus.isEmpty())
        metadata.insert(u"sale_status"_s, car.saleStatus);
    if (car.galleryAbsent)
        metadata.insert(u"image_extraction"_s, QJsonObject{{u"status"_s, u"absent"_s}});
    return metadata;
}

QString add(TestWorkspace &rows, int number, const Car &car)
{
    QVariantMap columns = car.columns;
    if (car.hasUrl)
        columns.insert(u"discovery_url"_s, u"https://bringatrailer.com/listing/car-%1"_s.arg(number));
    if (car.hasVin)
        columns.insert(u"vin"_s, u"CHASSIS-%1"_s.arg(number));
    if (car.hasPrice)
        columns.insert(u"sale_price"_s, 1000);
    const QString id = rows.addVehicle(number, metadataOf(number, car), columns);
    for (int i = 0; i < car.stored; ++i)
        rows.addImage(id, imageUrl(number, i));
    for (int i = 0; i < car.finalImages; ++i) {
        rows.run(u"INSERT INTO image_failures (vehicle_id, source_url, cause, message, is_final, failed_at) "
                 "VALUES (?, ?, 'not_found', 'gone', 1, ?)"_s,
                 {id, imageUrl(number, car.stored + i), core::toTimeText(dbtest::at())});
    }
    if (car.hasPage)
        (void)must(db::PageStore(rows.connection()).save(id, u"u"_s, "<html>", "file", dbtest::at()));
    for (const Tried &tried : car.tried) {
        rows.run(
            u"INSERT INTO vehicle_steps (vehicle_id, step_name, status, cause, is_final, extractor_version, "
            "last_attempt_at) VALUES (?, ?, 'failed', ?, ?, ?, ?)"_s,
            {id, QString(core::stepName(tried.step)), QString(core::causeName(tried.cause)), tried.isFinal,
             tried.extractorVersion, core::toTimeText(dbtest::at())});
    }
    if (car.running) {
        rows.addQueued(id, *car.running,
                       {{u"status"_s, u"running"_s},
                        {u"lease_owner"_s, u"w"_s},
                        {u"lease_token"_s, u"t"_s},
                        {u"lease_until"_s, core::toTimeText(dbtest::at(60))}});
    }
    return id;
}

Plan plan(TestWorkspace &rows, const PlanRequest &request = {})
{
    return must(pipeline::makePlan(rows.connection(), core::Settings(), request, dbtest::at()));
}

//! "extract_vin backfill_images:3", vehicles left out.
QString itemsOf(const Plan &plan)
{
    QStringList words;
    for (const auto &item : plan.items) {
        const bool counts = item.step == Step::BackfillImages;
        words.append(core::stepName(item.step) + (counts ? u":%1"_s.arg(item.images) : QString()));
    }
    return words.join(u' ');
}

//! "extract_vin=known_absent", "=deleted" for a whole vehicle.
QString exclusionsOf(const Plan &plan)
{
    QStringList words;
    for (const auto &excluded : plan.excluded) {
        const QString step = excluded.step ? QString(core::stepName(*excluded.step)) : QString();
        words.append(step + u'=' + pipeline::exclusionName(excluded.reason));
    }
    return words.join(u' ');
}

QStringList queueRows(TestWorkspace &rows, const QString &batch)
{
    return rows.rows(
        u"SELECT vehicle_id, step_name FROM scrape_retry_queue WHERE batch_id = ? ORDER BY 1, 2"_s, {batch});
}

} // namespace

Q_DECLARE_METATYPE(Car)
Q_DECLARE_METATYPE(PlanRequest)

//! What a retry would do and what it leaves out, and why.
class TestPlanner : public QObject
{
    Q_OBJECT

private slots:
    void plansOneVehicle_data();
    void plansOneVehicle();
    void excludesUnknownVehicles();
    void namesEveryExclusion();
    void limitsAfterTheFilter();
    void plansInTheOrderOfTheList();
    void theHashIsThatOfTheSet();
    void estimatesByTheBusiestHost();
    void whatIsPreviewedIsQueued();
    void aRunningStepIsLeftOutOfTheBatch();
    void queuesTheOptionsOfTheRequest();
    void anEmptyPlanIsABatchThatIsDone();

private:
    void failureTypes(const std::function<void(const char *, const Car &, const char *, const char *)> &row);
};

void TestPlanner::failureTypes(
    const std::function<void(const char *, const Car &, const char *, const char *)> &row)
{
    row("a complete vehicle", {}, "", "=nothing_missing");
    row("a missing VIN is read from the stored page", {.hasVin = false}, "extract_vin", "");
    row("a missing VIN without a page needs the page first", {.hasVin = false, .hasPage = false},
        "fetch_listing extract_vin", "");
    row("a missing price", {.hasPrice = false}, "extract_data", "");
    row("missing URLs bring the images along", {.wanted = 0, .stored = 0}, "extract_images backfill_images:0",
        "");
    row("missing images", {.stored = 0}, "backfill_images:3", "");
    row("partial images ask for the rest only", {.stored = 1}, "backfill_images:2", "");
    row("everything at once, nothing read yet",
        {.hasVin = false, .hasPrice = false, .wanted = 0, .stored = 0, .hasPage = false},
        "fetch_listing extract_data extract_images extract_vin backfill_images:0", "");
    row("everything but images, with a page", {.hasVin = false, .hasPrice = false, .wanted = 0, .stored = 0},
        "extract_data extract_images extract_vin backfill_images:0", "");
    row("fewer URLs than the page states cannot be retried by images", {.statedImages = 9}, "",
        "backfill_images=no_stored_urls");
    row("a VIN that the listing refuses to state is none", {.hasVin = false, .vinKind = u"absent"_s}, "",
        "=nothing_missing");
    row("an unsold lot lacks no price", {.hasPrice = false, .saleStatus = u"reserve_not_met"_s}, "",
        "=nothing_missing");
    row("a listing without pictures lacks none", {.wanted = 0, .stored = 0, .galleryAbsent = true}, "",
        "=nothing_missing");
}

void TestPlanner::plansOneVehicle_data()
{
    QTest::addColumn<Car>("car");
    QTest::addColumn<PlanRequest>("request");
    QTest::addColumn<QString>("items");
    QTest::addColumn<QString>("excluded");
    const auto ask = [](const char *name, const Car &car, const PlanRequest &request, const char *items,
                        const char *excluded) {
        QTest::newRow(name) << car << request << QString::fromLatin1(items) << QString::fromLatin1(excluded);
    };
    failureTypes([&](const char *name, const Car &car, const char *items, const char *excluded) {
        ask(name, car, {}, items, excluded);
    });

    const Tried gone{Step::FetchListing, Cause::NotFound, true};
    ask("a deleted vehicle", {.stored = 0, .columns = {{u"deleted_at"_s, u"2026-01-01T00:00:00Z"_s}}}, {}, "",
        "=deleted");
    ask("a final image is left out", {.stored = 1, .finalImages = 1}, {}, "backfill_images:1", "");
    ask("only final images are missing", {.stored = 1, .finalImages = 2}, {}, "",
        "backfill_images=final_cause");
    ask("final images on request", {.stored = 1, .finalImages = 2}, {.includeFinal = true},
        "backfill_images:2", "");
    ask("a page that is gone for good", {.hasVin = false, .hasPage = false, .tried = {gone}}, {}, "",
        "extract_vin=final_cause");
    ask("a page that is gone, on request", {.hasVin = false, .hasPage = false, .tried = {gone}},
        {.includeFinal = true}, "fetch_listing extract_vin", "");
    ask("a page that was stored before it went", {.hasVin = false, .tried = {gone}}, {}, "extract_vin", "");
    ask("no page and no URL", {.hasVin = false, .hasUrl = false, .hasPage = false}, {}, "",
        "extract_vin=no_page");
    ask("no URL but a page", {.hasVin = false, .hasUrl = false}, {}, "extract_vin", "");
    ask("a fetch without a URL", {.hasUrl = false}, {.steps = {Step::FetchListing}}, "",
        "fetch_listing=no_page");
    ask("a fetch that failed in passing is tried again",
        {.hasVin = false, .hasPage = false, .tried = {{Step::FetchListing, Cause::ServerError}}}, {},
        "fetch_listing extract_vin", "");
    ask("a worker downloads already", {.stored = 0, .running = Step::BackfillImages}, {}, "",
        "backfill_images=already_running");
    ask("a worker fetches the page already",
        {.hasVin = false, .hasPage = false, .running = Step::FetchListing}, {}, "extract_vin", "");
    ask("a worker reads one value, the other is read too",
        {.hasVin = false, .hasPrice = false, .running = Step::ExtractVin}, {}, "extract_data",
        "extract_vin=already_running");

    const Tried unparsed{Step::ExtractImages, Cause::ParseFailed, true};
    const Tried unparsedOld{Step::ExtractImages, Cause::ParseFailed, true, extract::kExtractorVersion - 1};
    const Car noGallery{.wanted = 0, .stored = 0, .tried = {unparsed}};
    ask("a page that could not be parsed is fetched anew", noGallery, {},
        "fetch_listing extract_images backfill_images:0", "");
    ask("a newer reader reads the stored page again", {.wanted = 0, .stored = 0, .tried = {unparsedOld}}, {},
        "extract_images backfill_images:0", "");
    ask("an unparsed page without a URL stays final",
        {.wanted = 0, .stored = 0, .hasUrl = false, .tried = {unparsed}}, {}, "",
        "extract_images=final_cause backfill_images=final_cause");
    ask("an unparsed page that is gone by now", {.wanted = 0, .stored = 0, .tried = {unparsed, gone}}, {}, "",
        "extract_images=final_cause backfill_images=final_cause");
    ask("a conflict waits for an operator",
        {.hasVin = false, .tried = {{Step::ExtractVin, Cause::Conflict, true}}}, {}, "",
        "extract_vin=final_cause");
    ask("a conflict on request", {.hasVin = false, .tried = {{Step::ExtractVin, Cause::Conflict, true}}},
        {.includeFinal = true}, "extract_vin", "");

    ask("a step that is asked for and lacks nothing", {}, {.steps = {Step::ExtractVin}}, "",
        "extract_vin=nothing_missing");
    ask("a step whose value the listing does not have", {.hasVin = false, .vinKind = u"absent"_s},
        {.steps = {Step::ExtractVin}}, "", "extract_vin=known_absent");
    ask("a step that lacks nothing, all the same", {}, {.steps = {Step::ExtractVin}, .evenIfPresent = true},
        "extract_vin", "");
    ask("a step with a new page", {}, {.steps = {Step::ExtractData}, .refetch = true},
        "fetch_listing extract_data", "");
    ask("the fetch alone", {}, {.steps = {Step::FetchListing}}, "fetch_listing", "");
    ask("images alone though the VIN is missing, too", {.hasVin = false, .stored = 2},
        {.steps = {Step::BackfillImages}}, "backfill_images:1", "");
    ask("images without URLs", {.wanted = 0, .stored = 0}, {.steps = {Step::BackfillImages}}, "",
        "backfill_images=no_stored_urls");
    ask("images of an empty gallery", {.wanted = 0, .stored = 0, .galleryAbsent = true},
        {.steps = {Step::BackfillImages}}, "", "backfill_images=known_absent");
    ask("images that are all there", {}, {.steps = {Step::BackfillImages}}, "",
        "backfill_images=nothing_missing");
    ask("all images of a complete vehicle", {}, {.allImages = true}, "backfill_images:3", "");
    ask("all images where some are final", {.stored = 1, .finalImages = 2}, {.allImages = true},
        "backfill_images:3", "");
    ask("all images without URLs", {.wanted = 0, .stored = 0, .galleryAbsent = true}, {.allImages = true}, "",
        "backfill_images=no_stored_urls");
    ask("a text to read the VIN from needs no page", {.hasVin = false, .hasUrl = false, .hasPage = false},
        {.steps = {Step::ExtractVin}, .extraText = u"VIN: 1"_s}, "extract_vin", "");
}

void TestPlanner::plansOneVehicle()
{
    QFETCH(Car, car);
    QFETCH(PlanRequest, request);
    TestWorkspace rows;
    request.vehicleIds = {add(rows, 1, car)};
    const Plan made = plan(rows, request);
    QTEST(itemsOf(made), "items");
    QTEST(exclusionsOf(made), "excluded");
    QCOMPARE(made.vehicles, made.items.empty() ? 0 : 1);
    QCOMPARE(made.hash.size(), 64);
    int requests = 0;
    for (const auto &item : made.items) {
        QCOMPARE(item.vehicleId, u"v1"_s);
        requests += item.images;
    }
    QCOMPARE(made.requests, requests);
}

void TestPlanner::excludesUnknownVehicles()
{
    TestWorkspace rows;
    add(rows, 1, {.stored = 0});
    const Plan made = plan(rows, {.vehicleIds = {u"v1"_s, u"nobody"_s, u"'; DROP TABLE vehicles; --"_s}});
    QCOMPARE(itemsOf(made), u"backfill_images:3"_s);
    QCOMPARE(exclusionsOf(made), u"=unknown_vehicle =unknown_vehicle"_s);
    QCOMPARE(made.excluded[0].vehicleId, u"nobody"_s);
}

void TestPlanner::namesEveryExclusion()
{
    QSet<QString> names;
    for (const auto exclusion :
         {Exclusion::NothingMissing, Exclusion::FinalCause, Exclusion::AlreadyRunning, Exclusion::KnownAbsent,
          Exclusion::Deleted, Exclusion::UnknownVehicle, Exclusion::NoStoredUrls, Exclusion::NoPage}) {
        names.insert(pipeline::exclusionName(exclusion));
        QVERIFY(!pipeline::exclusionText(exclusion).isEmpty());
    }
    QCOMPARE(names.size(), 8);
}

//! The seed system took the first N vehicles and then looked what they lacked: the same done ones for ever.
void TestPlanner::limitsAfterTheFilter()
{
    TestWorkspace rows;
    for (int i = 1; i <= 30; ++i)
        add(rows, i, {.stored = i <= 10 ? 0 : 3}); // newest first: the complete ones would come first
    for (int i = 31; i <= 35; ++i)
        add(rows, i, {.stored = 0, .finalImages = 3}); // … and then these, which yield no work
    const Plan made = plan(rows, {.limit = 4});
    QCOMPARE(made.vehicles, 4);
    QCOMPARE(made.items.size(), std::size_t(4));
    QCOMPARE(made.items[0].vehicleId, u"v10"_s);
    QCOMPARE(made.items[3].vehicleId, u"v7"_s);
    QCOMPARE(plan(rows, {.limit = 400}).vehicles, 10);
    QCOMPARE(plan(rows).vehicles, 10);
}

void TestPlanner::plansInTheOrderOfTheList()
{
    TestWorkspace rows;
    for (int i = 1; i <= 3; ++i)
        add(rows, i,
            {.hasVin = false, .stored = 0, .columns = {{u"make"_s, u"Saab"_s}, {u"year"_s, 1990 + i}}});
    PlanRequest request;
    request.filter.type = core::FailureType::MissingImages;
    const Plan made = plan(rows, request);
    QCOMPARE(itemsOf(made), u"extract_vin backfill_images:3 extract_vin backfill_images:3 extract_vin "
                            "backfill_images:3"_s);
    QCOMPARE(made.items[0].label, u"1993 Saab"_s);
    QCOMPARE(made.items[5].vehicleId, u"v1"_s);
    QCOMPARE(made.items[1].host, u"img.test"_s);
    QCOMPARE(made.items[0].host, u"bringatrailer.com"_s);
}

void TestPlanner::theHashIsThatOfTheSet()
{
    TestWorkspace rows;
    add(rows, 1, {.stored = 0});
    add(rows, 2, {.stored = 0});
    const QString both = plan(rows).hash;
    QCOMPARE(plan(rows).hash, both);
    QCOMPARE(plan(rows, {.vehicleIds = {u"v1"_s, u"v2"_s}}).hash, both);
    QCOMPARE(plan(rows, {.vehicleIds = {u"v2"_s, u"v1"_s}}).hash, both); // the list's order, not the caller's
    QVERIFY(plan(rows, {.vehicleIds = {u"v1"_s}}).hash != both);
    QVERIFY(plan(rows, {.steps = {Step::FetchListing}}).hash != both);
    add(rows, 3, {.hasVin = false});
    QVERIFY(plan(rows).hash != both);
}

void TestPlanner::estimatesByTheBusiestHost()
{
    TestWorkspace rows;
    add(rows, 1, {.wanted = 20, .stored = 0});
    add(rows, 2, {.wanted = 30, .stored = 10});
    add(rows, 3, {.hasVin = false, .hasPage = false});
    core::Settings settings;
    const Plan slow = must(pipeline::makePlan(rows.connection(), settings, {}, dbtest::at()));
    QCOMPARE(slow.requests, 41);
    QCOMPARE(slow.estimatedMs, 8000); // 40 images at five a second; the page has another host
    must(settings.set(u"net.rate_per_host"_s, u"0"_s));
    QCOMPARE(must(pipeline::makePlan(rows.connection(), settings, {}, dbtest::at())).estimatedMs, 0);
}

void TestPlanner::whatIsPreviewedIsQueued()
{
    pipetest::Desk desk;
    for (int i = 1; i <= 50; ++i) {
        add(desk.rows(), i,
            {.hasVin = i % 3 != 0,
             .hasPrice = i % 4 != 0,
             .wanted = i % 5,
             .stored = i % 2,
             .hasPage = i % 7 != 0});
    }
    const Plan dry = pipetest::done(desk->plan({}));
    const Plan made = pipetest::done(desk->plan({}));
    QCOMPARE(made.hash, dry.hash);
    add(desk.rows(), 99, {.stored = 0}); // comes after the preview: not in the batch
    const QString batch = pipetest::done(desk->startBatch(made, {3600}));
    QStringList previewed;
    for (const auto &item : made.items)
        previewed.append(item.vehicleId + u'|' + core::stepName(item.step));
    previewed.sort();
    QStringList queued = queueRows(desk.rows(), batch);
    queued.sort();
    QCOMPARE(queued, previewed);
    QCOMPARE(desk.rows().value(u"SELECT plan_hash FROM retry_batches WHERE id = ?"_s, {batch}).toString(),
             dry.hash);
    const auto status = pipetest::done(desk->batch(batch));
    QCOMPARE(status.state, db::BatchState::Waiting);
    QCOMPARE(status.planned, qint64(made.items.size()));
    QCOMPARE(status.done(), 0);
}

void TestPlanner::aRunningStepIsLeftOutOfTheBatch()
{
    pipetest::Desk desk;
    const QString id = add(desk.rows(), 1, {.hasVin = false, .stored = 0});
    const Plan made = pipetest::done(desk->plan({}));
    QCOMPARE(itemsOf(made), u"extract_vin backfill_images:3"_s);
    desk.rows().addQueued(id, Step::BackfillImages,
                          {{u"status"_s, u"running"_s}, {u"lease_token"_s, u"t"_s}});
    const QString batch = pipetest::done(desk->startBatch(made, {3600}));
    QCOMPARE(queueRows(desk.rows(), batch), QStringList{u"v1|extract_vin"_s});
    const auto status = pipetest::done(desk->batch(batch));
    QCOMPARE(status.planned, 2);
    QCOMPARE(status.skipped, 1); // what could not be queued is not swallowed
}

void TestPlanner::queuesTheOptionsOfTheRequest()
{
    pipetest::Desk desk;
    add(desk.rows(), 1, {.wanted = 0, .stored = 0});
    add(desk.rows(), 2, {.stored = 0, .finalImages = 3});
    const Plan made = pipetest::done(desk->plan({.allImages = true, .includeFinal = true}));
    const QString batch = pipetest::done(desk->startBatch(made, {3600}));
    const auto options = [&](const char *step) {
        return desk.rows()
            .value(u"SELECT options FROM scrape_retry_queue WHERE batch_id = ? AND step_name = ? "
                   "ORDER BY vehicle_id DESC"_s,
                   {batch, QString::fromLatin1(step)})
            .toString();
    };
    const auto parsed = [&](const char *step) {
        return QJsonDocument::fromJson(options(step).toUtf8()).object();
    };
    QCOMPARE(parsed("backfill_images"),
             (QJsonObject{{u"all_images"_s, true}, {u"include_final"_s, true}, {u"then_images"_s, true}}));
    QVERIFY(parsed("extract_images").value(u"then_images"_s).toBool());
}

void TestPlanner::anEmptyPlanIsABatchThatIsDone()
{
    pipetest::Desk desk;
    const auto retried = desk.retry();
    QVERIFY(retried.plan.items.empty());
    QCOMPARE(retried.batch.state, db::BatchState::Done);
    QCOMPARE(retried.batch.planned, 0);
    QCOMPARE(retried.report.claimed, 0);
}

QTEST_GUILESS_MAIN(TestPlanner)
#include "tst_planner.moc"
