// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dbfixture.h"

#include "core/clock.h"
#include "db/gallerystore.h"
#include "db/pagestore.h"
#include "db/stepstore.h"
#include "db/vehiclestore.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace dbtest;
using namespace Qt::StringLiterals;
using core::Step;
using db::VehicleData;
using db::VehicleStore;

namespace {

db::VehicleRow row(TestWorkspace &workspace, const QString &id)
{
    const auto found = must(VehicleStore(workspace.connection()).byId(id));
    if (!found)
        fail({core::ErrorCode::NotFound, u"no vehicle "_s + id, {}});
    return *found;
}

void attempt(TestWorkspace &workspace, const QString &vehicle, Step step, core::StepStatus status, int second)
{
    db::AttemptRow attempt;
    attempt.id = core::newId();
    attempt.vehicleId = vehicle;
    attempt.step = step;
    attempt.status = status;
    if (status == core::StepStatus::Failed)
        attempt.cause = core::Cause::Timeout;
    attempt.worker = u"w"_s;
    attempt.createdAt = at(second);
    attempt.completedAt = at(second);
    must(db::StepStore(workspace.connection()).record(attempt, true, db::Finality::None, 1));
}

} // namespace

class TestVehicles : public QObject
{
    Q_OBJECT

private slots:
    void aPlaceholderKnowsItsUrlOnly();
    void aPlaceholderWithFactsStaysOne();
    void anUpdateEndsThePlaceholder();
    void anUpdateKeepsWhatIsAbsent();
    void whatNoDatabaseKeepsIsReplaced();
    void metadataIsMergedNeverReplaced_data();
    void metadataIsMergedNeverReplaced();
    void namesAreReadable_data();
    void namesAreReadable();
    void aVinOfAnotherVehicleIsAConflict();
    void aVinIsFoundUnlessItsVehicleIsHidden();
    void moreUrlsLeadToTheVehicle();
    void thePrimaryImageIsTheFirstOfOurs();
    void onlyPlaceholdersAreRemoved_data();
    void onlyPlaceholdersAreRemoved();
    void mergingMovesEverything();
    void mergingKeepsTheNewerStep();
    void mergingQueues_data();
    void mergingQueues();
    void mergingIntoItsOwnStateShowsTheQueue();
};

void TestVehicles::aPlaceholderKnowsItsUrlOnly()
{
    TestWorkspace workspace;
    VehicleStore vehicles(workspace.connection());
    const QString id = must(vehicles.insertPlaceholder(u"https://h/a"_s, at(3)));
    const db::VehicleRow vehicle = row(workspace, id);
    QVERIFY(vehicle.isPlaceholder());
    QCOMPARE(vehicle.url, u"https://h/a"_s);
    QVERIFY(vehicle.name().isEmpty());
    QVERIFY(!vehicle.year);
    QVERIFY(!vehicle.hidden);
    QCOMPARE(vehicle.metadata.value(u"imported_at"_s).toString(), u"2026-01-31T12:00:03.000Z"_s);
    QCOMPARE(must(vehicles.idByUrl(u"https://h/a"_s)), std::optional(id));
    QVERIFY(!must(vehicles.byId(u"nobody"_s)));
    const auto again = vehicles.insertPlaceholder(u"https://h/a"_s, at(3));
    QVERIFY(!again);
    QCOMPARE(again.error().code, core::ErrorCode::Conflict);
}

void TestVehicles::aPlaceholderWithFactsStaysOne()
{
    TestWorkspace workspace;
    VehicleStore vehicles(workspace.connection());
    const QString id = must(vehicles.insertPlaceholder(u"https://h/a"_s, at()));
    VehicleData facts;
    facts.year = 1990;
    facts.make = u"Porsche"_s;
    facts.metadata = {{u"lot"_s, u"7"_s}};
    must(vehicles.fillPlaceholder(id, facts, at(1)));
    QVERIFY(row(workspace, id).isPlaceholder());
    QCOMPARE(row(workspace, id).name(), u"1990 Porsche"_s);
    must(vehicles.removePlaceholder(id));
    QVERIFY(!must(vehicles.byId(id)));
}

void TestVehicles::anUpdateEndsThePlaceholder()
{
    TestWorkspace workspace;
    VehicleStore vehicles(workspace.connection());
    const QString id = must(vehicles.insertPlaceholder(u"https://h/a"_s, at()));
    must(vehicles.update(id, {}, at(1)));
    QVERIFY(!row(workspace, id).isPlaceholder());
    QCOMPARE(row(workspace, id).status, u"active"_s);
    workspace.run(u"UPDATE vehicles SET status = 'archived'"_s);
    must(vehicles.update(id, {}, at(2)));
    QCOMPARE(row(workspace, id).status, u"archived"_s); // the operator's word stays
}

void TestVehicles::anUpdateKeepsWhatIsAbsent()
{
    TestWorkspace workspace;
    workspace.addVehicle(1);
    VehicleStore vehicles(workspace.connection());
    VehicleData full;
    full.year = 1990;
    full.make = u"Porsche"_s;
    full.model = u"911"_s;
    full.mileage = 12000;
    full.salePrice = 5'000'000'000;
    full.saleDate = QDate(2025, 2, 3);
    full.description = u"Red."_s;
    must(vehicles.update(u"v1"_s, full, at(1)));
    const QString columns =
        u"SELECT year, make, model, mileage, sale_price, sale_date, description FROM vehicles"_s;
    const QStringList all = {u"1990|Porsche|911|12000|5000000000|2025-02-03|Red."_s};
    QCOMPARE(workspace.rows(columns), all);
    must(vehicles.update(u"v1"_s, {}, at(2)));
    QCOMPARE(workspace.rows(columns), all);
    QCOMPARE(workspace.value(u"SELECT updated_at FROM vehicles"_s).toString(), u"2026-01-31T12:00:02.000Z"_s);
    VehicleData model;
    model.model = u"964"_s;
    must(vehicles.update(u"v1"_s, model, at(3)));
    QCOMPARE(workspace.rows(columns), QStringList(u"1990|Porsche|964|12000|5000000000|2025-02-03|Red."_s));
}

//! A page can say "\\u0000" or half of a surrogate pair in its JSON.
void TestVehicles::whatNoDatabaseKeepsIsReplaced()
{
    TestWorkspace workspace;
    workspace.addVehicle(1);
    VehicleData data;
    const QChar half(0xd83d);
    data.model = u"9\0' 11"_s + half;
    data.metadata = {{u"lot\0"_s, QString(u"\\u0000 \0 \\"_s + half + u"\\ud83d \U0001f697"_s)}};
    must(VehicleStore(workspace.connection()).update(u"v1"_s, data, at(1)));
    QCOMPARE(row(workspace, u"v1"_s).model, u"9' 11\ufffd"_s);
    QCOMPARE(row(workspace, u"v1"_s).metadata,
             QJsonObject({{u"lot"_s, u"\\u0000  \\\ufffd\\ud83d \U0001f697"_s}}));
}

void TestVehicles::metadataIsMergedNeverReplaced_data()
{
    QTest::addColumn<QString>("before");
    QTest::addColumn<QJsonObject>("patch");
    QTest::addColumn<QString>("after");
    QTest::newRow("a new key beside the old ones")
        << u"{\"a\":1}"_s << QJsonObject{{u"b"_s, 2}} << u"{\"a\":1,\"b\":2}"_s;
    QTest::newRow("nothing new") << u"{\"a\":1}"_s << QJsonObject() << u"{\"a\":1}"_s;
    QTest::newRow("a nested key beside its neighbours")
        << u"{\"vin_extraction\":{\"kind\":\"absent\",\"x\":1}}"_s
        << QJsonObject{{u"vin_extraction"_s, QJsonObject{{u"kind"_s, u"vin17"_s}}}}
        << u"{\"vin_extraction\":{\"kind\":\"vin17\",\"x\":1}}"_s;
    QTest::newRow("a list is replaced as a whole")
        << u"{\"image_urls\":[\"a\",\"b\"],\"k\":1}"_s << QJsonObject{{u"image_urls"_s, QJsonArray{u"c"_s}}}
        << u"{\"image_urls\":[\"c\"],\"k\":1}"_s;
    QTest::newRow("null takes a key away")
        << u"{\"a\":1,\"b\":2}"_s << QJsonObject{{u"a"_s, QJsonValue()}} << u"{\"b\":2}"_s;
    QTest::newRow("no metadata before")
        << QString() << QJsonObject{{u"a"_s, u"ä\"'"_s}} << u"{\"a\":\"ä\\\"'\"}"_s;
    QTest::newRow("metadata that is no object before")
        << u"[1]"_s << QJsonObject{{u"a"_s, 1}} << u"{\"a\":1}"_s;
}

void TestVehicles::metadataIsMergedNeverReplaced()
{
    QFETCH(QString, before);
    QFETCH(QJsonObject, patch);
    QFETCH(QString, after);
    TestWorkspace workspace;
    const QVariant value = before.isEmpty() ? QVariant() : QVariant(before);
    workspace.addVehicle(1, {}, {{u"origin_metadata"_s, value}});
    workspace.addVehicle(2, {}, {{u"origin_metadata"_s, value}});
    VehicleStore vehicles(workspace.connection());
    must(vehicles.mergeMetadata(u"v1"_s, patch, at(1)));
    VehicleData data;
    data.metadata = patch;
    must(vehicles.update(u"v2"_s, data, at(1)));
    const QJsonObject expected = QJsonDocument::fromJson(after.toUtf8()).object();
    for (const QString &stored : workspace.rows(u"SELECT origin_metadata FROM vehicles"_s))
        QCOMPARE(QJsonDocument::fromJson(stored.toUtf8()).object(), expected);
}

void TestVehicles::namesAreReadable_data()
{
    QTest::addColumn<QVariantMap>("columns");
    QTest::addColumn<QString>("name");
    QTest::newRow("year, make and model")
        << QVariantMap{{u"year"_s, 1990}, {u"make"_s, u"Porsche"_s}, {u"model"_s, u"911"_s}}
        << u"1990 Porsche 911"_s;
    QTest::newRow("no year") << QVariantMap{{u"make"_s, u"Porsche"_s}, {u"model"_s, u"911"_s}}
                             << u"Porsche 911"_s;
    QTest::newRow("only a year") << QVariantMap{{u"year"_s, 1990}} << u"1990"_s;
    QTest::newRow("nothing") << QVariantMap() << QString();
}

void TestVehicles::namesAreReadable()
{
    QFETCH(QVariantMap, columns);
    QFETCH(QString, name);
    TestWorkspace workspace;
    workspace.addVehicle(1, {}, columns);
    QCOMPARE(row(workspace, u"v1"_s).name(), name);
    QCOMPARE(workspace.value(u"SELECT name FROM vehicle_scrape_state"_s).toString().simplified(), name);
}

void TestVehicles::aVinOfAnotherVehicleIsAConflict()
{
    TestWorkspace workspace;
    workspace.addVehicle(1);
    workspace.addVehicle(2);
    VehicleStore vehicles(workspace.connection());
    must(vehicles.setVin(u"v1"_s, u"WP0ZZZ"_s, u"listing"_s, 0.9, at()));
    must(vehicles.setVin(u"v1"_s, u"WP0ZZZ"_s, u"listing"_s, 1.0, at())); // once more is none
    const auto set = vehicles.setVin(u"v2"_s, u"WP0ZZZ"_s, u"listing"_s, 0.9, at());
    QVERIFY(!set);
    QCOMPARE(set.error().code, core::ErrorCode::Conflict);
    QCOMPARE(row(workspace, u"v1"_s).vin, u"WP0ZZZ"_s);
    QCOMPARE(row(workspace, u"v1"_s).vinSource, u"listing"_s);
    QVERIFY(row(workspace, u"v2"_s).vin.isEmpty());
}

void TestVehicles::aVinIsFoundUnlessItsVehicleIsHidden()
{
    TestWorkspace workspace;
    workspace.addVehicle(1, {}, {{u"vin"_s, u"X"_s}});
    VehicleStore vehicles(workspace.connection());
    QCOMPARE(must(vehicles.idByVin(u"X"_s)), std::optional(u"v1"_s));
    QVERIFY(!must(vehicles.idByVin(u"Y"_s)));
    workspace.run(u"UPDATE vehicles SET deleted_at = '2026-01-01'"_s);
    QVERIFY(!must(vehicles.idByVin(u"X"_s)));
    QVERIFY(row(workspace, u"v1"_s).hidden);
    QCOMPARE(must(vehicles.holderOfVin(u"X"_s)), std::optional(u"v1"_s)); // it still keeps others from it
    QVERIFY(!must(vehicles.holderOfVin(u"Y"_s)));
}

void TestVehicles::moreUrlsLeadToTheVehicle()
{
    TestWorkspace workspace;
    VehicleStore vehicles(workspace.connection());
    const QString id = must(vehicles.insertPlaceholder(u"https://h/a"_s, at()));
    must(vehicles.addUrl(id, u"https://h/Renamed"_s));
    must(vehicles.addUrl(id, u"https://h/Renamed"_s));
    QCOMPARE(must(vehicles.idByUrl(u"https://h/renamed"_s)), std::optional(id));
    const QString other = must(vehicles.insertPlaceholder(u"https://h/b"_s, at()));
    must(vehicles.addUrl(other, u"https://h/a"_s)); // the first that had it keeps it
    QCOMPARE(must(vehicles.idByUrl(u"https://h/a"_s)), std::optional(id));
}

void TestVehicles::thePrimaryImageIsTheFirstOfOurs()
{
    TestWorkspace workspace;
    workspace.addVehicle(1);
    workspace.addVehicle(2, {}, {{u"image_url"_s, u"theirs"_s}});
    for (const QString &vehicle : {u"v1"_s, u"v2"_s}) {
        for (int position = 0; position < 3; ++position) {
            workspace.addImage(vehicle, QString(u"source"_s + QString::number(position)),
                               {{u"image_url"_s, QString(u"url"_s + QString::number(position))},
                                {u"file_hash"_s, QString(u"hash"_s + QString::number(position))},
                                {u"position"_s, position},
                                {u"source"_s, u"bat_import"_s}});
        }
    }
    VehicleStore vehicles(workspace.connection());
    const auto set = [&](const QString &hash, int position) {
        for (const QString &vehicle : {u"v1"_s, u"v2"_s})
            must(vehicles.setPrimaryImage(vehicle, hash, position));
        return workspace.rows(
            u"SELECT coalesce(primary_image_url, ''), coalesce(image_url, '') FROM vehicles ORDER BY id"_s);
    };
    QCOMPARE(set(u"of bytes that nobody has"_s, 0), QStringList({u"|"_s, u"|theirs"_s}));
    QCOMPARE(set(u"hash1"_s, 1), QStringList({u"url1|url1"_s, u"url1|theirs"_s})); // the first to come
    QCOMPARE(set(u"hash2"_s, 2), QStringList({u"url1|url1"_s, u"url1|theirs"_s}));
    QCOMPARE(set(u"hash0"_s, 0), QStringList({u"url0|url0"_s, u"url0|theirs"_s})); // the gallery's first
    QCOMPARE(set(u"hash1"_s, 1), QStringList({u"url0|url0"_s, u"url0|theirs"_s}));
}

void TestVehicles::onlyPlaceholdersAreRemoved_data()
{
    QTest::addColumn<QString>("sql"); // on the placeholder p, the foreign row v1
    QTest::addColumn<QString>("left");
    QTest::newRow("a placeholder goes") << u"SELECT 1"_s << u"v1"_s;
    QTest::newRow("one with an image stays")
        << u"INSERT INTO vehicle_images (vehicle_id, image_url) VALUES ('p', 'x')"_s << u"p,v1"_s;
    QTest::newRow("one that was read stays")
        << u"UPDATE vehicles SET status = 'active' WHERE id = 'p'"_s << u"p,v1"_s;
    QTest::newRow("one whose data were read once stays")
        << u"INSERT INTO scrape_steps (id, vehicle_id, step_name, status, created_at) VALUES ('s', 'p', 'extract_data', 'success', '2026-01-01')"_s
        << u"p,v1"_s;
    QTest::newRow("a failed fetch does not keep it")
        << u"INSERT INTO scrape_steps (id, vehicle_id, step_name, status, created_at) VALUES ('s', 'p', 'fetch_listing', 'failed', '2026-01-01')"_s
        << u"v1"_s;
}

void TestVehicles::onlyPlaceholdersAreRemoved()
{
    QFETCH(QString, sql);
    QFETCH(QString, left);
    TestWorkspace workspace;
    VehicleStore vehicles(workspace.connection());
    // "pending" is also what other programs write for a vehicle without images: that is none of ours.
    workspace.addVehicle(1, {{u"image_count"_s, 3}},
                         {{u"status"_s, u"pending"_s}, {u"make"_s, u"Porsche"_s}});
    const QString id = must(vehicles.insertPlaceholder(u"https://h/p"_s, at()));
    workspace.run(QString(sql).replace(u"'p'"_s, u'\'' + id + u'\''));
    QVERIFY(!row(workspace, u"v1"_s).isPlaceholder());
    must(vehicles.removePlaceholder(id));
    must(vehicles.removePlaceholder(u"v1"_s));
    must(vehicles.removePlaceholder(u"nobody"_s));
    QCOMPARE(workspace.rows(u"SELECT CASE id WHEN 'v1' THEN 'v1' ELSE 'p' END FROM vehicles ORDER BY 1"_s)
                 .join(u','),
             left);
}

void TestVehicles::mergingMovesEverything()
{
    TestWorkspace workspace;
    VehicleStore vehicles(workspace.connection());
    workspace.addVehicle(1, {}, {{u"vin"_s, u"X"_s}, {u"discovery_url"_s, u"https://h/first"_s}});
    const QString id = must(vehicles.insertPlaceholder(u"https://h/second"_s, at()));
    must(db::PageStore(workspace.connection()).save(id, u"https://h/second"_s, "page", "http", at()));
    attempt(workspace, id, Step::FetchListing, core::StepStatus::Success, 5);
    workspace.addQueued(id, Step::ExtractVin);
    workspace.addQueued(id, Step::ExtractData, {{u"status"_s, u"completed"_s}});

    must(vehicles.mergePlaceholder(id, u"v1"_s));
    QVERIFY(!must(vehicles.byId(id)));
    QCOMPARE(must(vehicles.idByUrl(u"https://h/second"_s)), std::optional(u"v1"_s));
    QCOMPARE(must(vehicles.idByUrl(u"https://h/first"_s)), std::optional(u"v1"_s));
    QCOMPARE(must(db::PageStore(workspace.connection()).newest(u"v1"_s))->bytes, QByteArray("page"));
    QCOMPARE(must(db::StepStore(workspace.connection()).list(u"v1"_s, 9)).size(), std::size_t(1));
    QCOMPARE(workspace.rows(u"SELECT step_name, status FROM vehicle_steps WHERE vehicle_id = 'v1'"_s),
             QStringList(u"fetch_listing|success"_s));
    QCOMPARE(workspace.rows(u"SELECT vehicle_id, step_name, status FROM scrape_retry_queue ORDER BY 2"_s),
             QStringList({u"v1|extract_data|completed"_s, u"v1|extract_vin|pending"_s}));
    QCOMPARE(workspace.value(u"SELECT next_retry_at FROM vehicle_waits"_s).toString(),
             core::toTimeText(at()));
}

void TestVehicles::mergingKeepsTheNewerStep()
{
    TestWorkspace workspace;
    VehicleStore vehicles(workspace.connection());
    workspace.addVehicle(1);
    attempt(workspace, u"v1"_s, Step::FetchListing, core::StepStatus::Failed, 1);
    attempt(workspace, u"v1"_s, Step::ExtractVin, core::StepStatus::Success, 9);
    const QString id = must(vehicles.insertPlaceholder(u"https://h/second"_s, at()));
    attempt(workspace, id, Step::FetchListing, core::StepStatus::Success, 5);
    attempt(workspace, id, Step::ExtractVin, core::StepStatus::Failed, 5);
    must(vehicles.mergePlaceholder(id, u"v1"_s));
    QCOMPARE(workspace.rows(u"SELECT step_name, status FROM vehicle_steps ORDER BY 1"_s),
             QStringList({u"extract_vin|success"_s, u"fetch_listing|success"_s}));
    QCOMPARE(workspace.rows(u"SELECT fetch_failed, last_cause FROM vehicle_scrape_state"_s),
             QStringList(u"0|"_s));
}

void TestVehicles::mergingQueues_data()
{
    QTest::addColumn<QString>("from");
    QTest::addColumn<QString>("into");
    QTest::addColumn<QStringList>("after");
    // The rows of the placeholder are named f, those of the known vehicle i.
    QTest::newRow("a waiting row beside none") << u"pending"_s << QString() << QStringList(u"f pending"_s);
    QTest::newRow("a running row beside none") << u"running"_s << QString() << QStringList(u"f running"_s);
    QTest::newRow("of two waiting rows the known vehicle's stays")
        << u"pending"_s << u"pending"_s << QStringList(u"i pending"_s);
    QTest::newRow("a running row replaces a waiting one")
        << u"running"_s << u"pending"_s << QStringList({u"f running"_s, u"i cancelled"_s});
    QTest::newRow("a waiting row gives way to a running one")
        << u"pending"_s << u"running"_s << QStringList(u"i running"_s);
    QTest::newRow("what is done is history, whatever waits")
        << u"completed"_s << u"pending"_s << QStringList({u"f completed"_s, u"i pending"_s});
    QTest::newRow("a dead row beside one that waits")
        << u"dead"_s << u"pending"_s << QStringList({u"f dead"_s, u"i pending"_s});
    QTest::newRow("a waiting row beside a dead one")
        << u"pending"_s << u"dead"_s << QStringList({u"f pending"_s, u"i dead"_s});
}

void TestVehicles::mergingQueues()
{
    QFETCH(QString, from);
    QFETCH(QString, into);
    QFETCH(QStringList, after);
    TestWorkspace workspace;
    VehicleStore vehicles(workspace.connection());
    workspace.addVehicle(1);
    const QString id = must(vehicles.insertPlaceholder(u"https://h/second"_s, at()));
    workspace.addQueued(id, Step::FetchListing, {{u"id"_s, u"f"_s}, {u"status"_s, from}});
    if (!into.isEmpty())
        workspace.addQueued(u"v1"_s, Step::FetchListing, {{u"id"_s, u"i"_s}, {u"status"_s, into}});
    must(vehicles.mergePlaceholder(id, u"v1"_s));
    QCOMPARE(workspace.rows(
                 u"SELECT id || ' ' || status FROM scrape_retry_queue WHERE vehicle_id = 'v1' ORDER BY id"_s),
             after);
    QCOMPARE(workspace.value(u"SELECT count(*) FROM vehicles"_s).toInt(), 1);
}

void TestVehicles::mergingIntoItsOwnStateShowsTheQueue()
{
    TestWorkspace workspace;
    workspace.addVehicle(1);
    workspace.addVehicle(2);
    workspace.addQueued(u"v1"_s, Step::ExtractVin);
    // v1 is no placeholder and stays; its queue is gone from its state all the same.
    must(VehicleStore(workspace.connection()).mergePlaceholder(u"v1"_s, u"v2"_s));
    QCOMPARE(workspace.rows(u"SELECT vehicle_id, next_retry_at IS NOT NULL FROM vehicle_waits ORDER BY 1"_s),
             QStringList({u"v1|0"_s, u"v2|1"_s}));
}

QTEST_GUILESS_MAIN(TestVehicles)
#include "tst_vehicles.moc"
