// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dbfixture.h"
#include "staterecount.h"

#include "core/failuretype.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRandomGenerator>
#include <QRegularExpression>
#include <QTest>
#include <QThread>

#include <thread>

using namespace dbtest;
using namespace Qt::StringLiterals;

namespace {

const QString kNoGap; // nothing is missing

//! One row of vehicle_images as a test gives it: which URL, and the column that is set, if any.
struct Image
{
    QVariant url;
    QString flag;
};

QString stateOf(TestWorkspace &workspace, const QString &id)
{
    const auto row = workspace.rows(u"SELECT failing, expected_count, stored_count, missing_count "
                                    "FROM vehicle_scrape_state WHERE vehicle_id = ?"_s,
                                    {id});
    if (row.isEmpty())
        return u"no state"_s;
    const QStringList cells = row.first().split(u'|');
    const QStringList types = core::failureTypeNames(core::FailureTypes::fromInt(cells.at(0).toInt()));
    return types.join(u'+') + u" expected "_s + cells.at(1) + u" stored "_s + cells.at(2) + u" missing "_s +
           cells.at(3);
}

//! A state whose other gaps are closed: VIN and price are there.
QVariantMap complete()
{
    return {{u"vin"_s, u"VIN-1"_s}, {u"sale_price"_s, 10000}};
}

} // namespace

Q_DECLARE_METATYPE(Image)

class TestState : public QObject
{
    Q_OBJECT

private slots:
    void otherProgramsGetIdsAndTimes();
    void writersOfOneVehicleAreAllCounted();
    void gapsOfTheData_data();
    void gapsOfTheData();
    void gapsOfTheGallery_data();
    void gapsOfTheGallery();
    void aGapAppearsAndDisappearsWithEachChange();
    void hiddenVehiclesHaveNoGaps_data();
    void hiddenVehiclesHaveNoGaps();
    void malformedJsonIsRefused_data();
    void malformedJsonIsRefused();
    void strangeButValidMetadataIsTaken_data();
    void strangeButValidMetadataIsTaken();
    void aSecondPrimaryImageClearsTheFirst();
    void deletesCascade_data();
    void deletesCascade();
    void theFailureViewHasTheSeedsColumns();
    void randomOperationsEqualAFreshCount_data();
    void randomOperationsEqualAFreshCount();
    void timesOfOtherProgramsAreBroughtIntoOurForm_data();
    void timesOfOtherProgramsAreBroughtIntoOurForm();
    void aliasesAreThereForTheStatedCount();
};

void TestState::otherProgramsGetIdsAndTimes()
{
    static const QRegularExpression uuid(
        u"^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"_s);
    static const QRegularExpression time(u"^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$"_s);
    TestWorkspace workspace;
    for (int i = 0; i < 50; ++i)
        workspace.run(u"INSERT INTO vehicles (make) VALUES ('Porsche')"_s);
    for (int i = 0; i < 50; ++i)
        workspace.run(
            u"INSERT INTO vehicle_images (vehicle_id, image_url) SELECT id, 'x' FROM vehicles LIMIT 1"_s);
    for (const QString &table : {u"vehicles"_s, u"vehicle_images"_s}) {
        const QStringList rows = workspace.rows(u"SELECT id, created_at FROM "_s + table);
        QCOMPARE(rows.size(), 50);
        for (const QString &row : rows) {
            QVERIFY2(uuid.match(row.section(u'|', 0, 0)).hasMatch(), qPrintable(row));
            QVERIFY2(time.match(row.section(u'|', 1, 1)).hasMatch(), qPrintable(row));
        }
    }
    QCOMPARE(workspace.value(u"SELECT count(*) FROM vehicle_scrape_state"_s).toInt(), 50);
}

void TestState::writersOfOneVehicleAreAllCounted()
{
    TestWorkspace workspace;
    const QString id = workspace.addVehicle(1, {{u"image_urls"_s, QJsonArray{u"a"_s, u"b"_s}}}, complete());
    const auto insert = [&](db::Connection &connection, const QString &url) {
        must(connection.run(
            u"INSERT INTO vehicle_images (vehicle_id, image_url, source_url) VALUES ('%1', 'stored', '%2')"_s
                .arg(id, url)));
    };
    db::Transaction first(workspace.connection());
    must(first.begin());
    insert(workspace.connection(), u"a"_s);
    std::thread second([&] { insert(*workspace.another(), u"b"_s); });
    QThread::msleep(200); // the second one waits for the first by now
    const auto committed = first.commit();
    second.join();
    must(committed);
    QCOMPARE(stateOf(workspace, id), u" expected 2 stored 2 missing 0"_s);
}

void TestState::gapsOfTheData_data()
{
    QTest::addColumn<QVariantMap>("columns");
    QTest::addColumn<QByteArray>("metadata");
    QTest::addColumn<QString>("gaps");

    const QVariantMap none;
    const QVariantMap vin = {{u"vin"_s, u"VIN-1"_s}};
    const QVariantMap price = {{u"sale_price"_s, 10000}};
    const QByteArray gallery = R"("image_extraction":{"status":"absent"})";
    const auto with = [&gallery](const QByteArray &more) {
        return QByteArray('{' + gallery + (more.isEmpty() ? "" : ",") + more + '}');
    };

    QTest::newRow("nothing is known")
        << none << QByteArray("{}") << u"missing_vin+missing_price+missing_image_urls"_s;
    QTest::newRow("VIN and price are there") << complete() << with("") << kNoGap;
    QTest::newRow("no price") << vin << with("") << u"missing_price"_s;
    QTest::newRow("a price of zero is a price")
        << QVariantMap{{u"vin"_s, u"VIN-1"_s}, {u"sale_price"_s, 0}} << with("") << kNoGap;
    QTest::newRow("no VIN") << price << with("") << u"missing_vin"_s;
    QTest::newRow("an empty VIN is none")
        << QVariantMap{{u"vin"_s, u""_s}, {u"sale_price"_s, 1}} << with("") << u"missing_vin"_s;
    for (const char *kind : {"absent", "chassis", "refused"})
        QTest::addRow("a VIN known to be %s is no failure", kind)
            << price << with(QByteArray(R"("vin_extraction":{"kind":")") + kind + R"("})") << kNoGap;
    QTest::newRow("a VIN that was found but is not stored")
        << price << with(R"("vin_extraction":{"kind":"vin17"})") << u"missing_vin"_s;
    QTest::newRow("a VIN evidence of another shape")
        << price << with(R"("vin_extraction":"absent")") << u"missing_vin"_s;
    for (const char *status : {"reserve_not_met", "bid_to", "no_sale", "active", "withdrawn"})
        QTest::addRow("no price of a lot that is %s is no failure", status)
            << vin << with(QByteArray(R"("sale_status":")") + status + '"') << kNoGap;
    QTest::newRow("a sold lot without a price")
        << vin << with(R"("sale_status":"sold")") << u"missing_price"_s;
    QTest::newRow("a sale status nobody knows")
        << vin << with(R"("sale_status":"maybe")") << u"missing_price"_s;
    QTest::newRow("a sale status that is null") << vin << with(R"("sale_status":null)") << u"missing_price"_s;
    QTest::newRow("metadata that is NULL") << complete() << QByteArray() << u"missing_image_urls"_s;
}

void TestState::gapsOfTheData()
{
    QFETCH(QVariantMap, columns);
    QFETCH(QByteArray, metadata);
    QFETCH(QString, gaps);
    TestWorkspace workspace;
    columns.insert(u"origin_metadata"_s,
                   metadata.isEmpty() ? QVariant() : QVariant(QString::fromUtf8(metadata)));
    const QString id = workspace.addVehicle(1, {}, columns);
    QCOMPARE(stateOf(workspace, id), QString(gaps + u" expected 0 stored 0 missing 0"_s));
}

void TestState::gapsOfTheGallery_data()
{
    QTest::addColumn<QByteArray>("metadata");
    QTest::addColumn<QVector<Image>>("images");
    QTest::addColumn<QString>("state");

    const QByteArray two = R"({"image_urls":["a","b"]})";
    const Image a{u"a"_s, {}};
    const Image b{u"b"_s, {}};
    const auto row = [](const char *name, const QByteArray &metadata, const QVector<Image> &images,
                        const char *state) {
        QTest::newRow(name) << metadata << images << QString::fromLatin1(state);
    };

    row("no URLs are known", "{}", {}, "missing_image_urls expected 0 stored 0 missing 0");
    row("the URLs are JSON null", R"({"image_urls":null})", {},
        "missing_image_urls expected 0 stored 0 missing 0");
    row("the URLs are an empty list", R"({"image_urls":[]})", {},
        "missing_image_urls expected 0 stored 0 missing 0");
    row("the URLs are a text instead of a list", R"({"image_urls":"a"})", {},
        "missing_image_urls expected 0 stored 0 missing 0");
    row("the URLs are an object instead of a list", R"({"image_urls":{"x":"a"}})", {},
        "missing_image_urls expected 0 stored 0 missing 0");
    row("the URLs are a number", R"({"image_urls":7})", {},
        "missing_image_urls expected 0 stored 0 missing 0");
    row("the list holds nothing that is a URL", R"({"image_urls":[1,null,{"a":"b"},["c"],""]})", {},
        "missing_image_urls expected 0 stored 0 missing 0");
    row("the list holds noise besides one URL", R"({"image_urls":[1,null,"a",{"b":"c"},""]})", {},
        "missing_images expected 1 stored 0 missing 1");
    row("a known empty gallery", R"({"image_urls":[],"image_extraction":{"status":"absent"}})", {},
        " expected 0 stored 0 missing 0");
    row("no URLs but a count", R"({"image_count":42})", {},
        "missing_image_urls expected 42 stored 0 missing 0");
    row("no URLs but images from somewhere", "{}", {a}, " expected 0 stored 1 missing 0");
    row("two URLs and no image", two, {}, "missing_images expected 2 stored 0 missing 2");
    row("two URLs and one image", two, {a}, "partial_images expected 2 stored 1 missing 1");
    row("two URLs and both images", two, {a, b}, " expected 2 stored 2 missing 0");
    row("the same image twice leaves the other missing", two, {a, a},
        "partial_images expected 2 stored 2 missing 1");
    row("a URL that is listed three times is wanted once", R"({"image_urls":["a","a","b","a"]})", {a},
        "partial_images expected 2 stored 1 missing 1");
    row("an image of another URL is not the wanted one", two, {a, {u"c"_s, {}}},
        "partial_images expected 2 stored 2 missing 1");
    row("a URL that differs in one byte", R"({"image_urls":["https://h/A.jpg"]})",
        {{u"https://h/a.jpg"_s, {}}}, "partial_images expected 1 stored 1 missing 1");
    row("an image without a source URL", two, {a, {QVariant(), {}}},
        "partial_images expected 2 stored 2 missing 1");
    row("a duplicate does not count but is not missing", two, {a, {u"b"_s, u"is_duplicate"_s}},
        " expected 2 stored 1 missing 0");
    row("a document does not count but is not missing", two, {a, {u"b"_s, u"is_document"_s}},
        " expected 2 stored 1 missing 0");
    row("a superseded image is missing again", two, {a, {u"b"_s, u"is_superseded"_s}},
        "partial_images expected 2 stored 1 missing 1");
    row("only superseded images", two, {{u"a"_s, u"is_superseded"_s}},
        "missing_images expected 2 stored 0 missing 2");
    row("more images stated than URLs found", R"({"image_urls":["a"],"image_count_stated":3})", {a},
        "partial_images expected 3 stored 1 missing 0");
    row("more images stated than URLs found, none stored", R"({"image_urls":["a"],"image_count_stated":3})",
        {}, "missing_images expected 3 stored 0 missing 1");
    row("as many images stored as stated", R"({"image_urls":["a"],"image_count_stated":2})", {a, b},
        " expected 2 stored 2 missing 0");
    row("fewer images stated than URLs found", R"({"image_urls":["a","b"],"image_count_stated":1})", {a, b},
        " expected 2 stored 2 missing 0");
    row("a stated count that is a text", R"({"image_urls":["a"],"image_count_stated":"many"})", {a},
        " expected 1 stored 1 missing 0");
    row("a negative count", R"({"image_count":-5})", {}, "missing_image_urls expected 0 stored 0 missing 0");
    row("a count beyond any gallery", R"({"image_count":1e300})", {},
        "missing_image_urls expected 1000000 stored 0 missing 0");
    row("a stated count but no URLs", R"({"image_count_stated":9})", {},
        "missing_image_urls expected 9 stored 0 missing 0");
}

void TestState::gapsOfTheGallery()
{
    QFETCH(QByteArray, metadata);
    QFETCH(QVector<Image>, images);
    QFETCH(QString, state);
    TestWorkspace workspace;
    const QString id = workspace.addVehicle(1, QJsonDocument::fromJson(metadata).object(), complete());
    for (const Image &image : images)
        workspace.addImage(id, image.url,
                           image.flag.isEmpty() ? QVariantMap() : QVariantMap{{image.flag, 1}});
    QCOMPARE(stateOf(workspace, id), state);
}

void TestState::aGapAppearsAndDisappearsWithEachChange()
{
    struct Change
    {
        const char *sql;
        const char *state;
        const char *other = " expected 0 stored 0 missing 0"; //!< of the other vehicle
    };
    const Change changes[] = {
        {"UPDATE vehicles SET vin = 'X' WHERE id = 'v1'",
         "missing_price+missing_image_urls expected 0 stored 0 missing 0"},
        {"UPDATE vehicles SET sale_price = 1 WHERE id = 'v1'",
         "missing_image_urls expected 0 stored 0 missing 0"},
        {"UPDATE vehicles SET origin_metadata = '{\"image_urls\":[\"a\",\"b\"]}' WHERE id = 'v1'",
         "missing_images expected 2 stored 0 missing 2"},
        {"INSERT INTO vehicle_images (id, vehicle_id, image_url, source_url) VALUES ('i', 'v1', 'x', 'a')",
         "partial_images expected 2 stored 1 missing 1"},
        {"INSERT INTO image_aliases VALUES ('v1', 'b', 'i')", " expected 2 stored 1 missing 0"},
        {"DELETE FROM image_aliases", "partial_images expected 2 stored 1 missing 1"},
        {"INSERT INTO image_aliases VALUES ('v1', 'b', 'i')", " expected 2 stored 1 missing 0"},
        {"UPDATE vehicle_images SET is_superseded = true", "missing_images expected 2 stored 0 missing 1"},
        {"UPDATE vehicle_images SET is_superseded = false, source_url = NULL",
         "partial_images expected 2 stored 1 missing 1"},
        {"UPDATE vehicle_images SET source_url = 'a'", " expected 2 stored 1 missing 0"},
        {"UPDATE vehicle_images SET vehicle_id = 'v2'", "missing_images expected 2 stored 0 missing 1",
         " expected 0 stored 1 missing 0"},
        {"UPDATE vehicle_images SET vehicle_id = NULL", "missing_images expected 2 stored 0 missing 1"},
        {"UPDATE vehicle_images SET vehicle_id = 'v1'", " expected 2 stored 1 missing 0"},
        {"DELETE FROM vehicle_images",
         "missing_images expected 2 stored 0 missing 2"}, // its alias goes with it
        {"UPDATE vehicles SET vin = NULL, sale_price = NULL WHERE id = 'v1'",
         "missing_vin+missing_price+missing_images expected 2 stored 0 missing 2"},
    };
    TestWorkspace workspace;
    workspace.addVehicle(1);
    workspace.addVehicle(2, {{u"image_extraction"_s, QJsonObject{{u"status"_s, u"absent"_s}}}},
                         {{u"vin"_s, u"VIN-2"_s}, {u"sale_price"_s, 5}});
    for (const Change &change : changes) {
        workspace.run(QString::fromLatin1(change.sql));
        QCOMPARE(stateOf(workspace, u"v1"_s), QString::fromLatin1(change.state));
        QCOMPARE(stateOf(workspace, u"v2"_s), QString::fromLatin1(change.other));
    }
}

void TestState::hiddenVehiclesHaveNoGaps_data()
{
    QTest::addColumn<QString>("set");
    QTest::newRow("a deleted vehicle") << u"deleted_at = '2026-01-31T12:00:00Z'"_s;
    QTest::newRow("a vehicle merged into another") << u"merged_into_vehicle_id = 'v2'"_s;
}

void TestState::hiddenVehiclesHaveNoGaps()
{
    QFETCH(QString, set);
    TestWorkspace workspace;
    const QString id = workspace.addVehicle(1, {{u"image_urls"_s, QJsonArray{u"a"_s}}});
    workspace.addVehicle(2);
    const QString open = u"missing_vin+missing_price+missing_images expected 1 stored 0 missing 1"_s;
    QCOMPARE(stateOf(workspace, id), open);
    workspace.run(u"UPDATE vehicles SET "_s + set + u" WHERE id = 'v1'"_s);
    QVERIFY2(stateOf(workspace, id).startsWith(u" expected"_s), qPrintable(stateOf(workspace, id)));
    QCOMPARE(workspace.rows(u"SELECT vehicle_id FROM scrape_failure_analysis"_s), QStringList(u"v2"_s));
    workspace.run(u"UPDATE vehicles SET deleted_at = NULL, merged_into_vehicle_id = NULL"_s);
    QCOMPARE(stateOf(workspace, id), open);
}

void TestState::malformedJsonIsRefused_data()
{
    QTest::addColumn<QString>("json");
    QTest::newRow("a text that is no JSON") << u"hello"_s;
    QTest::newRow("an object that is cut off") << u"{\"image_urls\":["_s;
    QTest::newRow("the empty text") << u""_s;
    QTest::newRow("two values") << u"{} {}"_s;
}

void TestState::malformedJsonIsRefused()
{
    QFETCH(QString, json);
    TestWorkspace workspace;
    const auto inserted =
        workspace.tryRun(u"INSERT INTO vehicles (id, origin_metadata) VALUES ('x', ?)"_s, {json});
    QVERIFY(!inserted);
    QCOMPARE(inserted.error().code, core::ErrorCode::Refused);
    QVERIFY2(
        inserted.error().message.contains(onPostgres() ? u"type json"_s : u"json_valid(origin_metadata)"_s),
        qPrintable(inserted.error().message));
    workspace.addVehicle(1);
    QVERIFY(!workspace.tryRun(u"UPDATE vehicles SET origin_metadata = ?"_s, {json}));
    QCOMPARE(workspace.rows(u"SELECT id, origin_metadata FROM vehicles"_s), QStringList(u"v1|{}"_s));
}

void TestState::strangeButValidMetadataIsTaken_data()
{
    QTest::addColumn<QString>("json");
    QTest::newRow("JSON null") << u"null"_s;
    QTest::newRow("a list") << u"[1, 2]"_s;
    QTest::newRow("a text") << u"\"image_urls\""_s;
    QTest::newRow("a number") << u"7"_s;
    QTest::newRow("a key twice") << u"{\"image_urls\":[],\"image_urls\":[]}"_s;
    QTest::newRow("deep nesting") << QString(QString(500, u'[') + QString(500, u']'));
    QTest::newRow("values of the wrong type everywhere")
        << u"{\"vin_extraction\":[],\"sale_status\":{},\"source\":[1],\"image_count\":\"x\",\"image_extraction\":0}"_s;
}

void TestState::strangeButValidMetadataIsTaken()
{
    QFETCH(QString, json);
    TestWorkspace workspace;
    workspace.run(u"INSERT INTO vehicles (id, origin_metadata) VALUES ('x', ?)"_s, {json});
    QCOMPARE(stateOf(workspace, u"x"_s),
             u"missing_vin+missing_price+missing_image_urls expected 0 stored 0 missing 0"_s);
}

void TestState::aSecondPrimaryImageClearsTheFirst()
{
    TestWorkspace workspace;
    workspace.addVehicle(1);
    workspace.addVehicle(2);
    const QVariantMap primary = {{u"is_primary"_s, 1}};
    workspace.addImage(u"v1"_s, u"a"_s, primary);
    workspace.addImage(u"v2"_s, u"a"_s, primary);
    workspace.addImage(u"v1"_s, u"b"_s, primary);
    const QString primaries =
        u"SELECT vehicle_id, source_url FROM vehicle_images WHERE is_primary ORDER BY 1"_s;
    QCOMPARE(workspace.rows(primaries), QStringList({u"v1|b"_s, u"v2|a"_s}));
    workspace.run(
        u"UPDATE vehicle_images SET is_primary = true WHERE vehicle_id = 'v1' AND source_url = 'a'"_s);
    QCOMPARE(workspace.rows(primaries), QStringList({u"v1|a"_s, u"v2|a"_s}));
}

void TestState::deletesCascade_data()
{
    QTest::addColumn<bool>("foreignKeys");
    QTest::newRow("our connections") << true;
    QTest::newRow("another program's, where foreign keys are off by default") << false;
}

void TestState::deletesCascade()
{
    QFETCH(bool, foreignKeys);
    if (!foreignKeys)
        ON_SQLITE_ONLY();
    TestWorkspace workspace;
    for (int number : {1, 2}) {
        const QString id = workspace.addVehicle(number, {{u"image_urls"_s, QJsonArray{u"a"_s, u"b"_s}}},
                                                {{u"discovery_url"_s, u"https://h/%1"_s.arg(number)}});
        workspace.addImage(id, u"a"_s, {{u"id"_s, u"i%1"_s.arg(number)}});
        workspace.run(u"INSERT INTO image_aliases VALUES (?, 'b', ?)"_s, {id, u"i%1"_s.arg(number)});
        workspace.run(u"INSERT INTO image_failures VALUES (?, 'c', 'timeout', 'm', 1, 0, '2026-01-01')"_s,
                      {id});
        workspace.run(
            u"INSERT INTO vehicle_steps (vehicle_id, step_name, status, last_attempt_at) VALUES (?, 's', 'failed', '2026-01-01')"_s,
            {id});
        workspace.run(
            u"INSERT INTO scrape_steps (id, vehicle_id, step_name, status, created_at) VALUES (?, ?, 's', 'failed', '2026-01-01')"_s,
            {id, id});
        workspace.run(u"INSERT INTO page_blobs VALUES ('sha', 1, ?) ON CONFLICT DO NOTHING"_s,
                      {QByteArray(1, '\0')});
        workspace.run(
            u"INSERT INTO page_snapshots (vehicle_id, url, sha256, fetched_at, origin) VALUES (?, 'u', 'sha', '2026-01-01', 'http')"_s,
            {id});
        workspace.addQueued(id, core::Step::BackfillImages);
    }
    if (!foreignKeys)
        workspace.run(u"PRAGMA foreign_keys = OFF"_s);
    workspace.run(u"DELETE FROM vehicles WHERE id = 'v1'"_s);
    for (const char *table :
         {"vehicles", "vehicle_images", "image_aliases", "image_failures", "vehicle_steps", "vehicle_urls",
          "page_snapshots", "scrape_retry_queue", "vehicle_scrape_state"})
        QVERIFY2(workspace.value(u"SELECT count(*) FROM "_s + QLatin1String(table)).toInt() == 1, table);
    // Attempts are history: they stay, without their vehicle.
    QCOMPARE(workspace.rows(u"SELECT id, vehicle_id FROM scrape_steps ORDER BY 1"_s),
             QStringList({u"v1|"_s, u"v2|v2"_s}));
    QCOMPARE(workspace.rows(u"SELECT failing, vehicles FROM failure_counters WHERE vehicles <> 0"_s),
             QStringList(u"3|1"_s));
    if (!foreignKeys)
        QCOMPARE(workspace.rows(u"PRAGMA foreign_key_check"_s), QStringList());
}

void TestState::theFailureViewHasTheSeedsColumns()
{
    TestWorkspace workspace;
    workspace.addVehicle(1, {{u"image_urls"_s, QJsonArray{u"a"_s, u"b"_s}}, {u"image_count"_s, 2}},
                         {{u"make"_s, u"Porsche"_s},
                          {u"model"_s, u"911"_s},
                          {u"year"_s, 1990},
                          {u"discovery_url"_s, u"https://h/a"_s}});
    workspace.addVehicle(2, {{u"image_urls"_s, QJsonArray{u"a"_s}}},
                         {{u"vin"_s, u"X"_s}, {u"sale_price"_s, 1}});
    workspace.addVehicle(3, {{u"image_urls"_s, QJsonArray{u"a"_s}}},
                         {{u"vin"_s, u"Y"_s}, {u"sale_price"_s, 1}});
    workspace.addImage(u"v3"_s, u"a"_s);
    QCOMPARE(workspace.rows(
                 u"SELECT vehicle_id, make, model, year, discovery_url, failure_type, stored_image_count, "
                 "actual_image_count, created_at FROM scrape_failure_analysis"_s),
             QStringList({u"v2|||||missing_images|1|0|2026-01-31T12:00:02.000Z"_s,
                          u"v1|Porsche|911|1990|https://h/a|missing_vin|2|0|2026-01-31T12:00:01.000Z"_s}));
}

void TestState::randomOperationsEqualAFreshCount_data()
{
    QTest::addColumn<quint32>("seed");
    QTest::newRow("one order of 2,000 operations") << quint32(1);
    QTest::newRow("another order of 2,000 operations") << quint32(20260131);
}

void TestState::randomOperationsEqualAFreshCount()
{
    QFETCH(quint32, seed);
    TestWorkspace workspace;
    RandomOperations operations(workspace, seed);
    for (int i = 1; i <= 2000; ++i) {
        const QString did = operations.one();
        if (i % 100 != 0)
            continue;
        QCOMPARE(workspace.rows(u"SELECT vehicle_id, failing, expected_count, stored_count, missing_count "
                                "FROM vehicle_scrape_state ORDER BY vehicle_id"_s),
                 freshCount(workspace));
        QCOMPARE(
            workspace.rows(
                u"SELECT failing, vehicles FROM failure_counters WHERE vehicles <> 0 ORDER BY 1"_s),
            workspace.rows(u"SELECT failing, count(*) FROM vehicle_scrape_state GROUP BY 1 ORDER BY 1"_s));
        QVERIFY(!did.isEmpty());
    }
    QVERIFY(workspace.value(u"SELECT count(*) FROM vehicles"_s).toInt() > 10);
    QVERIFY(workspace.value(u"SELECT count(*) FROM failure_counters WHERE vehicles > 0"_s).toInt() > 5);
}

void TestState::timesOfOtherProgramsAreBroughtIntoOurForm_data()
{
    QTest::addColumn<QString>("written");
    QTest::addColumn<QString>("kept");
    QTest::newRow("our own form") << u"2026-01-31T12:00:00.250Z"_s << u"2026-01-31T12:00:00.250Z"_s;
    QTest::newRow("a space and no zone") << u"2026-01-31 12:00:00"_s << u"2026-01-31T12:00:00.000Z"_s;
    QTest::newRow("without seconds' fraction") << u"2026-01-31T12:00:00Z"_s << u"2026-01-31T12:00:00.000Z"_s;
    QTest::newRow("another zone") << u"2026-01-31T14:00:00+02:00"_s << u"2026-01-31T12:00:00.000Z"_s;
    QTest::newRow("a date") << u"2026-01-31"_s << u"2026-01-31T00:00:00.000Z"_s;
    QTest::newRow("no time at all stays as it is") << u"yesterday"_s << u"yesterday"_s;
}

void TestState::timesOfOtherProgramsAreBroughtIntoOurForm()
{
    QFETCH(QString, written);
    QFETCH(QString, kept);
    ON_SQLITE_ONLY(); // a server has a type for times
    TestWorkspace workspace;
    workspace.addVehicle(1, {}, {{u"created_at"_s, written}});
    workspace.addVehicle(2);
    workspace.run(u"UPDATE vehicles SET created_at = ? WHERE id = 'v2'"_s, {written});
    QCOMPARE(workspace.rows(u"SELECT created_at FROM vehicle_scrape_state"_s), QStringList({kept, kept}));
    QCOMPARE(workspace.value(u"SELECT created_at FROM vehicles WHERE id = 'v1'"_s).toString(), written);
}

void TestState::aliasesAreThereForTheStatedCount()
{
    TestWorkspace workspace;
    workspace.addVehicle(1, {{u"image_urls"_s, QJsonArray{u"a"_s, u"b"_s}}, {u"image_count_stated"_s, 3}},
                         {{u"vin"_s, u"X"_s}, {u"sale_price"_s, 1}});
    workspace.addImage(u"v1"_s, u"a"_s, {{u"id"_s, u"i"_s}});
    workspace.run(u"INSERT INTO image_aliases VALUES ('v1', 'b', 'i')"_s);
    QCOMPARE(stateOf(workspace, u"v1"_s), u"partial_images expected 3 stored 1 missing 0"_s);
    workspace.addImage(u"v1"_s, u"c"_s);
    QCOMPARE(stateOf(workspace, u"v1"_s), u" expected 3 stored 2 missing 0"_s);
    workspace.run(u"INSERT INTO image_aliases VALUES ('v1', 'a', 'i')"_s); // a URL with a row counts once
    workspace.run(
        u"UPDATE vehicles SET origin_metadata = replace(CAST(origin_metadata AS text), '3', '4')"_s +
        (onPostgres() ? u"::jsonb"_s : QString()));
    QCOMPARE(stateOf(workspace, u"v1"_s), u"partial_images expected 4 stored 2 missing 0"_s);
}

QTEST_GUILESS_MAIN(TestState)
#include "tst_state.moc"
