// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "stepbench.h"

#include <QJsonObject>
#include <QTest>

using namespace Qt::StringLiterals;
using core::Cause;
using core::Step;
using core::StepStatus;
using pipeline::Outcome;
using pipeline::StepEvent;
using pipetest::StepBench;
using testsupport::Fault;
using testsupport::GalleryForm;
using testsupport::ListingPage;

namespace {

const QString kVin = u"1G1BL52P8TR900774"_s; // with a right check digit

const QByteArray kIndexPage = "<html><head><title>Auctions</title></head><body><script>var "
                              "auctionsCurrentInitialData = {\"items\":[]};</script></body></html>";

QString vehicleColumn(StepBench &bench, const QString &id, const char *column)
{
    return bench.rows.value(u"SELECT "_s + QLatin1String(column) + u" FROM vehicles WHERE id = ?"_s, {id})
        .toString();
}

int wantedCount(StepBench &bench, const QString &id)
{
    return bench.rows
        .value(u"SELECT count(*) FROM vehicles v, %1 w WHERE v.id = ?"_s.arg(
                   dbtest::elementsSql(u"v.origin_metadata"_s, u"image_urls"_s)),
               {id})
        .toInt();
}

QJsonObject lastEvidence(const StepEvent &event)
{
    return event.outcome.metadata;
}

} // namespace

//! fetch_listing and the three extraction steps, each alone over a real database.
class TestPageSteps : public QObject
{
    Q_OBJECT

private slots:
    void fetchKeepsThePage();
    void fetchFails_data();
    void fetchFails();
    void fetchOfNoListingRemovesThePlaceholder();
    void fetchOfNoListingKeepsAKnownVehicle();
    void fetchKeepsWhatAnIndexTold();
    void fetchOfAKnownVinMerges();
    void fetchIsHeldOn429();
    void fetchSkips_data();
    void fetchSkips();
    void fetchIsCancelled();
    void extractionNeedsAPage();
    void extractionOfARefusedPage();
    void extractsEachByItself();
    void dataOfAnUnsoldLot();
    void dataKeepsWhatANewPageDoesNotSay();
    void galleries_data();
    void galleries();
    void anEmptyGalleryTakesNoUrlsAway();
    void vins_data();
    void vins();
    void aVinOfAnotherVehicleIsAConflict();
    void aShortNumberOfAnotherVehicleIsNone();
    void aBetterVinIsKept();
    void readsTheVinOfAText_data();
    void readsTheVinOfAText();
};

void TestPageSteps::fetchKeepsThePage()
{
    StepBench bench;
    const ListingPage page = bench.fixture.addListing(u"saab"_s, 3);
    const QString id = bench.placeholder(page);
    const StepEvent event = bench.run(id, Step::FetchListing);
    QCOMPARE(event.status, StepStatus::Success);
    QCOMPARE(event.vehicleId, id);
    QVERIFY(event.outcome.bytes > 1000);
    QCOMPARE(event.outcome.httpStatus, 200);
    QCOMPARE(bench.rows.rows(u"SELECT vehicle_id, origin FROM page_snapshots"_s),
             QStringList{id + u"|http"_s});
    QCOMPARE(bench.queueRow(id, Step::FetchListing, "status, retry_count"), u"completed|0"_s);
    // Nothing but the page: what it says is for other steps.
    QVERIFY(vehicleColumn(bench, id, "make").isEmpty());
    QCOMPARE(bench.fixture.origin.requestCount(), 1);
}

void TestPageSteps::fetchFails_data()
{
    QTest::addColumn<Fault>("fault");
    QTest::addColumn<QString>("cause");
    QTest::addColumn<QString>("queue"); // status and tries afterwards
    const QByteArray page = testsupport::OriginFixture().addListing(u"saab"_s, 3).html(u"http://127.0.0.1"_s);
    QTest::newRow("a bot check") << Fault::of(Fault::Kind::Challenge) << u"blocked"_s << u"pending|1"_s;
    QTest::newRow("a login page") << Fault::answer(
                                         200, "text/html",
                                         "<html><head><title>Log in</title></head><body><form><input "
                                         "type=\"password\"></form></body></html>")
                                  << u"blocked"_s << u"pending|1"_s;
    QTest::newRow("403") << Fault::withStatus(403) << u"blocked"_s << u"pending|1"_s;
    QTest::newRow("404") << Fault::withStatus(404) << u"not_found"_s << u"dead|0"_s;
    QTest::newRow("410") << Fault::withStatus(410) << u"not_found"_s << u"dead|0"_s;
    QTest::newRow("500") << Fault::withStatus(500) << u"server_error"_s << u"pending|1"_s;
    QTest::newRow("an empty page") << Fault::of(Fault::Kind::Empty) << u"empty"_s << u"pending|1"_s;
    QTest::newRow("a body that ends too soon")
        << Fault::of(Fault::Kind::TruncatedBody) << u"truncated"_s << u"pending|1"_s;
    QTest::newRow("a page that ends in the middle though its length agrees")
        << Fault::answer(200, "text/html", page.first(page.size() / 2)) << u"truncated"_s << u"pending|1"_s;
    QTest::newRow("a redirect in circles")
        << Fault::redirect("/listing/saab") << u"redirect_loop"_s << u"dead|0"_s;
    QTest::newRow("a redirect to an address that is forbidden")
        << Fault::redirect("http://10.0.0.1/") << u"forbidden_address"_s << u"dead|0"_s;
}

//! The page is not what it should be, but the vehicle may well be there: it stays.
void TestPageSteps::fetchFails()
{
    QFETCH(Fault, fault);
    StepBench bench;
    const ListingPage page = bench.fixture.addListing(u"saab"_s, 3);
    bench.fixture.origin.setFault(page.path(), fault);
    const QString id = bench.placeholder(page);
    const StepEvent event = bench.run(id, Step::FetchListing);
    QCOMPARE(event.status, StepStatus::Failed);
    QTEST(QString(core::causeName(*event.outcome.cause)), "cause");
    QVERIFY(!event.outcome.message.isEmpty());
    QTEST(bench.queueRow(id, Step::FetchListing, "status, retry_count"), "queue");
    QCOMPARE(bench.rows.rows(u"SELECT vehicle_id, status FROM scrape_steps"_s),
             QStringList{id + u"|failed"_s});
    QCOMPARE(bench.rows.value(u"SELECT count(*) FROM page_snapshots"_s).toInt(), 0);
    QCOMPARE(bench.rows.value(u"SELECT count(*) FROM vehicles"_s).toInt(), 1);
}

void TestPageSteps::fetchOfNoListingRemovesThePlaceholder()
{
    StepBench bench;
    bench.fixture.origin.addResource(u"/listing/odd"_s, "text/html", kIndexPage);
    const QString id = bench.placeholder(bench.fixture.origin.baseUrl() + u"/listing/odd"_s);
    const StepEvent event = bench.run(id, Step::FetchListing);
    QCOMPARE(event.outcome.cause, Cause::NotAListing);
    QVERIFY(event.outcome.vehicleRemoved);
    QVERIFY(event.vehicleId.isEmpty());
    QCOMPARE(lastEvidence(event).value(u"reason"_s).toString(), u"index_page"_s);
    QCOMPARE(bench.rows.value(u"SELECT count(*) FROM vehicles"_s).toInt(), 0);
    QCOMPARE(bench.rows.rows(u"SELECT status, cause, vehicle_id FROM scrape_steps"_s),
             QStringList{u"failed|not_a_listing|"_s}); // the attempt is kept
    QCOMPARE(bench.rows.value(u"SELECT count(*) FROM scrape_retry_queue"_s).toInt(), 0);
}

void TestPageSteps::fetchOfNoListingKeepsAKnownVehicle()
{
    StepBench bench;
    bench.fixture.origin.addResource(u"/listing/odd"_s, "text/html", kIndexPage);
    const QString id = bench.rows.addVehicle(
        1, {},
        {{u"make"_s, u"Saab"_s},
         {u"status"_s, u"active"_s},
         {u"discovery_url"_s, QString(bench.fixture.origin.baseUrl() + u"/listing/odd"_s)}});
    const StepEvent event = bench.run(id, Step::FetchListing);
    QCOMPARE(event.outcome.cause, Cause::NotAListing);
    QCOMPARE(event.vehicleId, id);
    QVERIFY(event.isDead);
    QCOMPARE(vehicleColumn(bench, id, "make"), u"Saab"_s);
}

//! What an index page listed as a vehicle is one, whatever its page shows today.
void TestPageSteps::fetchKeepsWhatAnIndexTold()
{
    StepBench bench;
    bench.fixture.origin.addResource(u"/listing/odd"_s, "text/html", kIndexPage);
    const QString id = bench.placeholder(bench.fixture.origin.baseUrl() + u"/listing/odd"_s);
    bench.rows.run(u"UPDATE vehicles SET make = 'Saab', model = '900' WHERE id = ?"_s, {id});
    const StepEvent event = bench.run(id, Step::FetchListing);
    QCOMPARE(event.vehicleId, id);
    QCOMPARE(vehicleColumn(bench, id, "model"), u"900"_s);
}

void TestPageSteps::fetchOfAKnownVinMerges()
{
    StepBench bench;
    ListingPage page = bench.fixture.addListing(u"second-sale"_s, 1);
    page.chassis = kVin;
    bench.fixture.origin.addListing(page);
    const QString known = bench.rows.addVehicle(1, {}, {{u"vin"_s, kVin}, {u"status"_s, u"active"_s}});
    const QString id = bench.placeholder(page);
    const StepEvent event = bench.run(id, Step::FetchListing);
    QCOMPARE(event.status, StepStatus::Success);
    QCOMPARE(event.vehicleId, known);
    QCOMPARE(bench.rows.rows(u"SELECT id FROM vehicles"_s), QStringList{known});
    QCOMPARE(bench.rows.rows(u"SELECT vehicle_id FROM vehicle_urls"_s), QStringList{known});
    QCOMPARE(bench.rows.rows(u"SELECT vehicle_id FROM page_snapshots"_s), QStringList{known});
    QCOMPARE(bench.rows.rows(u"SELECT vehicle_id FROM scrape_steps"_s), QStringList{known});
}

void TestPageSteps::fetchIsHeldOn429()
{
    StepBench bench;
    const ListingPage page = bench.fixture.addListing(u"saab"_s, 1);
    bench.fixture.origin.setFault(page.path(), Fault::rateLimited("90"));
    const QString id = bench.placeholder(page);
    const StepEvent event = bench.run(id, Step::FetchListing);
    QCOMPARE(event.outcome.kind, Outcome::Kind::Held);
    QVERIFY(event.willRetry);
    QCOMPARE(event.nextRetryAt, bench.now.addSecs(90));
    QCOMPARE(bench.attempts(), 0);
    QCOMPARE(bench.queueRow(id, Step::FetchListing, "status, retry_count, held_reason, cause"),
             u"pending|0|rate_limited|"_s);
}

void TestPageSteps::fetchSkips_data()
{
    QTest::addColumn<QVariantMap>("columns");
    QTest::newRow("a vehicle without a URL") << QVariantMap{};
    QTest::newRow("a deleted vehicle") << QVariantMap{{u"deleted_at"_s, u"2026-01-01T00:00:00Z"_s},
                                                      {u"discovery_url"_s, u"http://127.0.0.1:1/x"_s}};
}

void TestPageSteps::fetchSkips()
{
    QFETCH(QVariantMap, columns);
    StepBench bench;
    const StepEvent event = bench.run(bench.rows.addVehicle(1, {}, columns), Step::FetchListing);
    QCOMPARE(event.status, StepStatus::Skipped);
    QVERIFY(!event.outcome.message.isEmpty());
}

void TestPageSteps::fetchIsCancelled()
{
    StepBench bench;
    const ListingPage page = bench.fixture.addListing(u"saab"_s, 1);
    bench.fixture.origin.setFault(page.path(), Fault::of(Fault::Kind::Hang));
    const QString id = bench.placeholder(page);
    const pipeline::Job job = bench.lease(id, Step::FetchListing);
    std::optional<Outcome> outcome;
    bench.runner(Step::FetchListing).start(job, [&](const Outcome &said) { outcome = said; });
    QTRY_COMPARE(bench.fixture.origin.requestCount(), 1);
    bench.runner(Step::FetchListing).cancel(job);
    QTRY_VERIFY(outcome);
    QCOMPARE(outcome->kind, Outcome::Kind::Cancelled);
    QVERIFY(bench.end(job, *outcome));
    QCOMPARE(bench.attempts(), 0);
    QCOMPARE(bench.queueRow(id, Step::FetchListing, "status, retry_count, lease_token"), u"pending|0|"_s);
}

void TestPageSteps::extractionNeedsAPage()
{
    StepBench bench;
    const QString id = bench.placeholder(u"http://127.0.0.1:1/listing/x"_s);
    for (const Step step : {Step::ExtractData, Step::ExtractImages, Step::ExtractVin}) {
        const StepEvent event = bench.run(id, step);
        QCOMPARE(event.status, StepStatus::Skipped);
        QVERIFY(!event.outcome.message.isEmpty());
    }
}

void TestPageSteps::extractionOfARefusedPage()
{
    StepBench bench;
    const QString id = bench.placeholder(u"http://127.0.0.1:1/listing/x"_s);
    bench.keepPage(id, kIndexPage);
    const StepEvent event = bench.run(id, Step::ExtractData);
    QCOMPARE(event.outcome.cause, Cause::NotAListing);
    QCOMPARE(event.vehicleId, id);
}

void TestPageSteps::extractsEachByItself()
{
    StepBench bench;
    ListingPage page = bench.fixture.addListing(u"saab"_s, 2);
    page.chassis = kVin;
    page.mileage = 61'200;
    page.mileageUnit = u"km"_s;
    page.mileageItem = u"61,200 Kilometers"_s;
    const QString id = bench.placeholder(page);
    bench.keepPage(id, page);

    QCOMPARE(bench.run(id, Step::ExtractVin).status, StepStatus::Success);
    QCOMPARE(vehicleColumn(bench, id, "vin"), kVin);
    QVERIFY(vehicleColumn(bench, id, "make").isEmpty());
    QVERIFY(vehicleColumn(bench, id, "origin_metadata->>'image_urls'").isEmpty());

    QCOMPARE(bench.run(id, Step::ExtractImages).status, StepStatus::Success);
    QVERIFY(vehicleColumn(bench, id, "make").isEmpty());
    QCOMPARE(wantedCount(bench, id), 2);

    QCOMPARE(bench.run(id, Step::ExtractData).status, StepStatus::Success);
    QCOMPARE(bench.rows.rows(u"SELECT year, make, model, sale_price, mileage, sale_date FROM vehicles"_s),
             QStringList{u"1991|Saab|900 Turbo|12500|61200|2026-05-04"_s});
    QCOMPARE(vehicleColumn(bench, id, "origin_metadata->>'seller'"), u"maplecourt"_s);
    QCOMPARE(bench.fixture.origin.requestCount(), 0); // extraction never touches the network
    QCOMPARE(bench.rows.value(u"SELECT failing FROM vehicle_scrape_state"_s).toInt(),
             int(core::FailureType::MissingImages));
}

void TestPageSteps::dataOfAnUnsoldLot()
{
    StepBench bench;
    ListingPage page = bench.fixture.addListing(u"saab"_s, 1);
    page.status = core::SaleStatus::ReserveNotMet;
    page.price.reset();
    page.buyer.clear();
    const QString id = bench.placeholder(page);
    bench.keepPage(id, page);
    const StepEvent event = bench.run(id, Step::ExtractData);
    QCOMPARE(event.outcome.kind, Outcome::Kind::KnownAbsent);
    QCOMPARE(event.status, StepStatus::Success);
    QVERIFY(bench.rows.value(u"SELECT sale_price FROM vehicles"_s).isNull()); // never 0
    QVERIFY(bench.rows.value(u"SELECT sale_date FROM vehicles"_s).isNull());  // never today
    QCOMPARE(vehicleColumn(bench, id, "origin_metadata->>'high_bid'"), u"12500"_s);
}

void TestPageSteps::dataKeepsWhatANewPageDoesNotSay()
{
    StepBench bench;
    ListingPage page = bench.fixture.addListing(u"saab"_s, 1);
    page.location = u"Marfa, Texas"_s;
    const QString id = bench.placeholder(page);
    bench.keepPage(id, page);
    (void)bench.run(id, Step::ExtractData);
    bench.rows.run(
        dbtest::onPostgres()
            ? u"UPDATE vehicles SET origin_metadata = origin_metadata || '{\"dealer_detected\": 1}'"_s
            : u"UPDATE vehicles SET origin_metadata = json_set(origin_metadata, '$.dealer_detected', 1)"_s);
    page.location.clear();
    bench.now = bench.now.addSecs(60);
    bench.keepPage(id, page);
    (void)bench.run(id, Step::ExtractData);
    QCOMPARE(vehicleColumn(bench, id, "origin_metadata->>'location'"), u"Marfa, Texas"_s);
    QCOMPARE(vehicleColumn(bench, id, "origin_metadata->>'dealer_detected'"),
             u"1"_s); // not ours
}

void TestPageSteps::galleries_data()
{
    QTest::addColumn<GalleryForm>("form");
    QTest::addColumn<int>("images");
    QTest::addColumn<QString>("ended");
    QTest::addColumn<int>("failing"); // of what extract_images closes
    const int missing = int(core::FailureType::MissingImageUrls);
    QTest::newRow("on the gallery") << GalleryForm::OnContainer << 3 << u"success|"_s << 0;
    QTest::newRow("inside it") << GalleryForm::Nested << 3 << u"success|"_s << 0;
    QTest::newRow("in single quotes") << GalleryForm::SingleQuoted << 3 << u"success|"_s << 0;
    QTest::newRow("an empty one is known absent") << GalleryForm::OnContainer << 0 << u"success|"_s << 0;
    QTest::newRow("none at all") << GalleryForm::Absent << 3 << u"failed|parse_failed"_s << missing;
}

void TestPageSteps::galleries()
{
    QFETCH(GalleryForm, form);
    QFETCH(int, images);
    StepBench bench;
    ListingPage page = bench.fixture.addListing(u"saab"_s, images);
    page.galleryForm = form;
    const QString id = bench.placeholder(page);
    bench.keepPage(id, page);
    const StepEvent event = bench.run(id, Step::ExtractImages);
    const bool failed = form == GalleryForm::Absent;
    QCOMPARE(event.outcome.kind, failed        ? Outcome::Kind::Failed
                                 : images == 0 ? Outcome::Kind::KnownAbsent
                                               : Outcome::Kind::Success);
    QTEST(bench.rows.rows(u"SELECT status, cause FROM scrape_steps"_s).value(0), "ended");
    const int failing = bench.rows.value(u"SELECT failing FROM vehicle_scrape_state"_s).toInt();
    QTEST(failing & int(core::FailureType::MissingImageUrls), "failing");
    QCOMPARE(wantedCount(bench, id), failed ? 0 : images);
}

//! Galleries vanish from old pages: what is known of them stays.
void TestPageSteps::anEmptyGalleryTakesNoUrlsAway()
{
    StepBench bench;
    ListingPage page = bench.fixture.addListing(u"saab"_s, 3);
    const QString id = bench.wanting(page);
    page.gallery.clear();
    bench.keepPage(id, page);
    const StepEvent event = bench.run(id, Step::ExtractImages);
    QCOMPARE(event.status, StepStatus::Success);
    QCOMPARE(wantedCount(bench, id), 3);
    QCOMPARE(bench.rows.value(u"SELECT missing_count FROM vehicle_scrape_state"_s).toInt(), 3);
}

void TestPageSteps::vins_data()
{
    QTest::addColumn<QString>("chassis");
    QTest::addColumn<QString>("vin");
    QTest::addColumn<QString>("kind");
    QTest::newRow("a VIN with a right check digit") << kVin << kVin << u"vin17"_s;
    QTest::newRow("a short chassis number") << u"HLS30-91827"_s << u"HLS30-91827"_s << u"chassis"_s;
    QTest::newRow("a placeholder") << u"XXXXXXXX"_s << QString() << u"refused"_s;
    QTest::newRow("N/A") << u"N/A"_s << QString() << u"refused"_s;
    QTest::newRow("prose") << u"see the description below"_s << QString() << u"refused"_s;
    QTest::newRow("no such item") << u"-"_s << QString() << u"absent"_s;
}

void TestPageSteps::vins()
{
    QFETCH(QString, chassis);
    StepBench bench;
    ListingPage page = bench.fixture.addListing(u"saab"_s, 1);
    if (chassis != u"-"_s)
        page.chassis = chassis;
    const QString id = bench.placeholder(page);
    bench.keepPage(id, page);
    const StepEvent event = bench.run(id, Step::ExtractVin);
    QCOMPARE(event.status, StepStatus::Success);
    QTEST(vehicleColumn(bench, id, "vin"), "vin");
    QTEST(vehicleColumn(bench, id, "origin_metadata->'vin_extraction'->>'kind'"), "kind");
    const int failing = bench.rows.value(u"SELECT failing FROM vehicle_scrape_state"_s).toInt();
    QCOMPARE(failing & int(core::FailureType::MissingVin), 0); // what is known not to be there is not missing
}

void TestPageSteps::aVinOfAnotherVehicleIsAConflict()
{
    StepBench bench;
    ListingPage page = bench.fixture.addListing(u"saab"_s, 1);
    page.chassis = kVin;
    const QString other = bench.rows.addVehicle(7, {}, {{u"vin"_s, kVin}});
    const QString id = bench.placeholder(page);
    bench.keepPage(id, page);
    (void)bench.run(id, Step::ExtractData);
    const StepEvent event = bench.run(id, Step::ExtractVin);
    QCOMPARE(event.outcome.cause, Cause::Conflict);
    QVERIFY(event.isDead);
    QVERIFY(event.outcome.message.contains(other));
    QCOMPARE(lastEvidence(event).value(u"conflicts_with"_s).toString(), other);
    QVERIFY(vehicleColumn(bench, id, "vin").isEmpty());
    QCOMPARE(vehicleColumn(bench, id, "make"), u"Saab"_s);
    QCOMPARE(vehicleColumn(bench, other, "vin"), kVin);
}

void TestPageSteps::aShortNumberOfAnotherVehicleIsNone()
{
    StepBench bench;
    ListingPage page = bench.fixture.addListing(u"saab"_s, 1);
    page.chassis = u"B0012"_s;
    bench.rows.addVehicle(7, {}, {{u"vin"_s, u"B0012"_s}});
    const QString id = bench.placeholder(page);
    bench.keepPage(id, page);
    const StepEvent event = bench.run(id, Step::ExtractVin);
    QCOMPARE(event.status, StepStatus::Success);
    QCOMPARE(lastEvidence(event).value(u"conflicts_with"_s).toString(), u"v7"_s);
    const int failing =
        bench.rows.value(u"SELECT failing FROM vehicle_scrape_state WHERE vehicle_id = ?"_s, {id}).toInt();
    QCOMPARE(failing & int(core::FailureType::MissingVin), 0);
}

void TestPageSteps::aBetterVinIsKept()
{
    StepBench bench;
    ListingPage page = bench.fixture.addListing(u"saab"_s, 1);
    page.chassis = u"B0012"_s;
    const QString id = bench.placeholder(page);
    bench.rows.run(u"UPDATE vehicles SET vin = ? WHERE id = ?"_s, {kVin, id});
    bench.keepPage(id, page);
    QCOMPARE(bench.run(id, Step::ExtractVin).status, StepStatus::Success);
    QCOMPARE(vehicleColumn(bench, id, "vin"), kVin);
}

void TestPageSteps::readsTheVinOfAText_data()
{
    QTest::addColumn<bool>("hasPage");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("vin");
    QTest::newRow("without a page") << false << u"The VIN: %1, it says."_s.arg(kVin) << kVin;
    QTest::newRow("bare, with a right check digit") << false << u"call about %1 now"_s.arg(kVin) << kVin;
    QTest::newRow("a wrong check digit is no VIN")
        << false << u"call about 1G1BL52P7TR900774 now"_s << QString();
    QTest::newRow("nothing in it") << false << u"no number at all"_s << QString();
    QTest::newRow("two of them are a guess") << false << kVin + u" or JHMAP21474T900233"_s << QString();
    QTest::newRow("what the page says wins") << true << u"VIN: JHMAP21474T900233"_s << kVin;
}

void TestPageSteps::readsTheVinOfAText()
{
    QFETCH(bool, hasPage);
    QFETCH(QString, text);
    StepBench bench;
    ListingPage page = bench.fixture.addListing(u"saab"_s, 1);
    page.chassis = kVin;
    const QString id = bench.placeholder(page);
    if (hasPage)
        bench.keepPage(id, page);
    (void)bench.run(id, Step::ExtractVin, {{u"extra_text"_s, text}});
    QTEST(vehicleColumn(bench, id, "vin"), "vin");
}

QTEST_GUILESS_MAIN(TestPageSteps)
#include "tst_pagesteps.moc"
