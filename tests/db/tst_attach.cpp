// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dbfixture.h"

#include "core/failuretype.h"
#include "db/attachment.h"
#include "db/failurequery.h"
#include "db/gallerystore.h"
#include "db/migrator.h"
#include "db/picture.h"
#include "db/vehiclequery.h"
#include "db/vehiclestore.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QProcess>
#include <QRegularExpression>
#include <QSqlError>
#include <QTest>

#include <atomic>
#include <thread>

using namespace dbtest;
using namespace Qt::StringLiterals;
using core::ErrorCode;

namespace {

//! The vehicle of the fixture with this number.
QString vehicle(int number)
{
    return u"00000000-0000-4000-8000-%1"_s.arg(number, 12, 10, QLatin1Char('0'));
}

//! As little as can be attached.
const QStringList kLeast = {
    u"CREATE TABLE public.vehicles (id text PRIMARY KEY, discovery_url text, origin_metadata json)"_s,
    u"CREATE TABLE public.vehicle_images (id text PRIMARY KEY, vehicle_id text, image_url text, source_url text)"_s,
};

//! A database of the test server that is not ours.
class Existing
{
public:
    explicit Existing(const QStringList &statements = {QString::fromUtf8(
                          fileBytes(QStringLiteral(RETRYDESK_TEST_DATA "/postgres/existing.sql")))})
        : m_connection(must(db::Connection::open(m_database.uri())))
    {
        for (const QString &statement : statements)
            must(m_connection->run(statement));
    }

    db::Connection &connection() { return *m_connection; }
    std::unique_ptr<db::Connection> another() const { return must(db::Connection::open(m_database.uri())); }
    core::Result<std::unique_ptr<db::Connection>> as(const QString &role) const
    {
        QString uri = m_database.uri();
        return db::Connection::open(uri.replace(u"retrydesk@"_s, role + u'@'));
    }
    core::Result<std::unique_ptr<db::Connection>> pooled() const
    {
        return db::Connection::open(m_database.pooledUri());
    }
    void run(const QString &sql) { must(m_connection->run(sql)); }
    QString value(const QString &sql)
    {
        QSqlQuery query(m_connection->database());
        if (!query.exec(sql) || !query.next())
            throw std::runtime_error(QString(query.lastError().text() + sql).toStdString());
        return query.value(0).toString();
    }
    //! The whole database as text, without what differs from dump to dump.
    QString dump() const
    {
        QProcess program;
        const QStringList versions =
            QDir(u"/usr/lib/postgresql"_s).entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name);
        program.start(u"/usr/lib/postgresql/%1/bin/pg_dump"_s.arg(versions.last()), {m_database.uri()});
        if (!program.waitForFinished(60000) || program.exitCode() != 0)
            throw std::runtime_error(program.readAllStandardError().toStdString());
        QString text = QString::fromUtf8(program.readAllStandardOutput());
        static const QRegularExpression tokens(u"^\\\\(un)?restrict .*$"_s,
                                               QRegularExpression::MultilineOption);
        return text.remove(tokens);
    }
    //! What the triggers and the fill made of all vehicles, and what counting anew makes of them.
    QString states()
    {
        return value(
            u"SELECT string_agg(concat_ws(' ', vehicle_id, failing, expected_count, stored_count, "
            "missing_count, source, host, name), E'\\n' ORDER BY vehicle_id) FROM vehicle_scrape_state"_s);
    }
    QString countedAnew()
    {
        run(u"SELECT recount_state(array_agg(id::vehicle_key)) FROM vehicles"_s);
        return states();
    }
    //! Counter by counter against a count of the rows.
    QString wrongCounters()
    {
        return value(u"SELECT count(*) FROM (SELECT failing, vehicles FROM failure_counters WHERE vehicles "
                     u"<> 0 EXCEPT "
                     "SELECT failing, count(*) FROM vehicle_scrape_state GROUP BY failing) x"_s);
    }

private:
    TestDatabase m_database;
    std::unique_ptr<db::Connection> m_connection;
};

void fillAll(db::Connection &connection, int many = 1000)
{
    while (must(db::fillStates(connection, many)) > 0) {
    }
}

bool mentions(const QStringList &sentences, const QString &words)
{
    return std::any_of(sentences.begin(), sentences.end(),
                       [&](const QString &sentence) { return sentence.contains(words); });
}

} // namespace

class TestAttach : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void saysWhatIsThereAndChangesNothing();
    void leavesTheirsAsItWas();
    void isRepeatable();
    void countsWhatWasThereInBatches();
    void countingGoesOnElsewhere();
    void nothingIsMissedWhileCounting();
    void worksThroughTheBridge();
    void doesNotOverwriteWhatOthersJustChanged();
    void theLeastIsEnough();
    void warnsOfColumnsThatNeedAValue();
    void refuses_data();
    void refuses();
    void warnsOfRules();
    void weakRolesAreTold_data();
    void weakRolesAreTold();
    void serviceRoleWorks();
    void aWriteThatMissesItsRowIsAnError();
    void worksThroughAPooler();
    void aPictureShowsTheSame();
    void picturesReplacePicturesOnly();
    void noPictureOfWhatCannotBeRead();
    void onlyServersAreAttached();
    void nothingToDetach();
};

void TestAttach::initTestCase()
{
    if (!onPostgres())
        QSKIP("about PostgreSQL");
}

void TestAttach::saysWhatIsThereAndChangesNothing()
{
    Existing existing;
    existing.run(u"ANALYZE"_s);
    const QString before = existing.dump();
    const auto report = must(db::inspectForAttach(existing.connection()));
    QCOMPARE(report.refusals, QStringList());
    QCOMPARE(report.role, u"retrydesk"_s);
    QVERIFY(!report.isAttached);
    QCOMPARE(report.vehicles, 300);
    QCOMPARE(QString::number(report.images), existing.value(u"SELECT count(*) FROM vehicle_images"_s));
    QVERIFY(mentions(report.notes, u"vehicle_images.filename is called file_name"_s));
    QVERIFY(mentions(report.notes, u"vehicle_images.width is missing"_s));
    QVERIFY(mentions(report.notes, u"vehicles.make must have a value"_s));
    QVERIFY(mentions(report.notes, u"show_vehicle_with_image"_s));
    QCOMPARE(report.warnings, QStringList());
    const auto error = db::migrate(existing.connection());
    QVERIFY(!error);
    QCOMPARE(error.error().code, ErrorCode::Foreign);
    QVERIFY(error.error().message.contains(u"attach"_s));
    QCOMPARE(existing.dump(), before);
    // What is shown is all that is done.
    for (const QString &statement : report.statements)
        existing.run(statement);
    fillAll(existing.connection());
    QCOMPARE(existing.states(), existing.countedAnew());
}

void TestAttach::leavesTheirsAsItWas()
{
    Existing existing;
    const QString before = existing.dump();
    must(db::attach(existing.connection()));
    fillAll(existing.connection());
    QVERIFY(existing.dump() != before);
    must(db::detach(existing.connection()));
    QCOMPARE(existing.dump(), before);
}

void TestAttach::isRepeatable()
{
    Existing existing;
    must(db::attach(existing.connection()));
    const QString once = existing.dump();
    must(db::attach(existing.connection()));
    QCOMPARE(existing.dump(), once);
    QVERIFY(must(db::inspectForAttach(existing.connection())).isAttached);
    QCOMPARE(must(db::migrate(existing.connection())), db::Migration::UpToDate);
    must(db::detach(existing.connection()));
    must(db::attach(existing.connection()));
    QCOMPARE(existing.dump(), once);
}

void TestAttach::countsWhatWasThereInBatches()
{
    Existing existing;
    must(db::attach(existing.connection()));
    QCOMPARE(existing.value(u"SELECT count(*) FROM vehicle_scrape_state"_s), u"0"_s);
    QCOMPARE(must(db::fillStates(existing.connection(), 100)), 100);
    const auto progress = must(db::fillProgress(existing.connection()));
    QVERIFY(progress);
    QCOMPARE(progress->filled, 100);
    QCOMPARE(existing.value(u"SELECT count(*) FROM vehicle_scrape_state"_s), u"100"_s);
    fillAll(existing.connection(), 100);
    QVERIFY(!must(db::fillProgress(existing.connection())));
    QCOMPARE(existing.value(u"SELECT count(*) FROM vehicle_scrape_state"_s), u"300"_s);
    const QString filled = existing.states();
    QCOMPARE(filled, existing.countedAnew());
    QCOMPARE(existing.wrongCounters(), u"0"_s);
    // Of the fixture: number 1 has 4 URLs, its images all but the third one, which is a document.
    QVERIFY(filled.contains(vehicle(1) + u" 0 4 "_s));
    // Number 6 has no list at all, number 50 is deleted, number 20 lacks VIN and price.
    QVERIFY(filled.contains(vehicle(6) + u" 4 0 0 0 bringatrailer.com bringatrailer.com"_s));
    QVERIFY(filled.contains(vehicle(50) + u" 0 "_s));
    QVERIFY(filled.contains(QRegularExpression(vehicle(20) + u" (3|11|19) "_s)));
    const auto found = must(
        db::VehicleStore(existing.connection()).idByUrl(u"https://bringatrailer.com/listing/invented-7"_s));
    QCOMPARE(found, std::optional(vehicle(7)));
    // Times to the microsecond must not confuse the pages of a list.
    db::FailurePageRequest request;
    request.limit = 7;
    QStringList listed;
    do {
        const auto page = must(db::FailureQuery(existing.connection()).page(request));
        for (const auto &row : page.rows)
            listed.append(row.vehicleId);
        request.after = page.next;
    } while (!request.after.isEmpty());
    QCOMPARE(QString::number(listed.size()),
             existing.value(u"SELECT count(*) FROM vehicle_scrape_state WHERE failing <> 0"_s));
    QCOMPARE(listed.removeDuplicates(), 0);
}

void TestAttach::countingGoesOnElsewhere()
{
    Existing existing;
    must(db::attach(existing.connection()));
    must(db::fillStates(existing.connection(), 120));
    const auto other = existing.another();
    QCOMPARE(must(db::fillProgress(*other))->filled, 120);
    QCOMPARE(must(db::fillStates(*other, 1000)), 180);
    QCOMPARE(must(db::fillStates(*other, 1000)), 0);
    QCOMPARE(must(db::fillStates(existing.connection(), 1000)), 0);
    QCOMPARE(existing.states(), existing.countedAnew());
}

void TestAttach::nothingIsMissedWhileCounting()
{
    Existing existing;
    must(db::attach(existing.connection()));
    std::atomic<bool> stop{false};
    // Two writers that often change the same vehicle at once.
    const auto write = [&](int writer) {
        const auto connection = existing.another();
        for (int i = 0; !stop; ++i) {
            const QString id = vehicle(1 + i * 7 % 300);
            must(connection->run(
                u"INSERT INTO public.vehicle_images (vehicle_id, image_url, source, source_url) VALUES "
                "('%1', 'x', 'bat_import', 'https://images.invalid/%2/%3.jpg')"_s.arg(id)
                    .arg(1 + i * 7 % 300)
                    .arg(1 + (i + writer) % 6)));
            must(connection->run(u"UPDATE public.vehicles SET sale_price = %1 WHERE id = '%2'"_s.arg(i).arg(
                vehicle(1 + i % 300))));
        }
    };
    std::thread one(write, 0);
    std::thread two(write, 1);
    const auto counting = existing.another();
    while (must(db::fillStates(*counting, 10)) > 0) {
    }
    stop = true;
    one.join();
    two.join();
    QCOMPARE(existing.states(), existing.countedAnew());
    QCOMPARE(existing.wrongCounters(), u"0"_s);
}

void TestAttach::worksThroughTheBridge()
{
    Existing existing;
    must(db::attach(existing.connection()));
    fillAll(existing.connection());
    db::VehicleStore vehicles(existing.connection());
    const QString id = must(vehicles.insertPlaceholder(u"https://bringatrailer.com/listing/new"_s, at()));
    QCOMPARE(
        existing.value(u"SELECT make || '|' || is_for_sale FROM public.vehicles WHERE id = '%1'"_s.arg(id)),
        u"|false"_s);
    db::VehicleData data;
    data.make = u"Porsche"_s;
    data.year = 1973;
    data.metadata = {{u"image_urls"_s, QJsonArray{u"a"_s, u"b"_s}}};
    must(vehicles.update(id, data, at(1)));
    QCOMPARE(
        existing.value(u"SELECT make || year || (origin_metadata #>> '{image_urls,1}') FROM public.vehicles "
                       "WHERE id = '%1'"_s.arg(id)),
        u"Porsche1973b"_s);
    db::NewImage image;
    image.sourceUrl = u"a"_s;
    image.storagePath = u"p/a.jpg"_s;
    image.fileHash = u"h"_s;
    image.fileSize = 5;
    image.mimeType = u"image/jpeg"_s;
    image.width = 3;
    const auto add = [&] {
        return must(db::inTransaction(existing.connection(), [&] {
            return db::GalleryStore(existing.connection()).add(id, image, at(2));
        }));
    };
    QCOMPARE(add(), db::GalleryStore::Added::Row);
    QCOMPARE(
        existing.value(
            u"SELECT file_name || source || is_primary || is_duplicate || status FROM "
            "public.vehicle_images i JOIN public.vehicles v ON v.id = i.vehicle_id WHERE v.id = '%1'"_s.arg(
                id)),
        u"a.jpgbat_importtruefalseactive"_s);
    image.sourceUrl = u"b"_s;
    QCOMPARE(add(), db::GalleryStore::Added::Alias);
    QVERIFY(existing.states().contains(id + u" 3 2 1 0 "_s)); // VIN and price are missing, images are not
    const auto taken = vehicles.setVin(id, u"CHASSIS1"_s, u"test"_s, 1, at(3));
    QVERIFY(!taken);
    QCOMPARE(taken.error().code, ErrorCode::Conflict);
}

void TestAttach::doesNotOverwriteWhatOthersJustChanged()
{
    Existing existing;
    must(db::attach(existing.connection()));
    const auto other = existing.another();
    db::Transaction theirs(*other);
    must(theirs.begin());
    must(other->run(u"UPDATE public.vehicles SET description = 'theirs' WHERE id = '%1'"_s.arg(vehicle(1))));
    core::Result<void> ours;
    std::thread waits([&] {
        db::VehicleData data;
        data.year = 1999;
        ours = db::VehicleStore(*existing.another()).update(vehicle(1), data, at());
    });
    while (
        existing.value(u"SELECT count(*) FROM pg_locks WHERE NOT granted AND database = (SELECT oid FROM "
                       "pg_database WHERE datname = current_database())"_s) == u"0" &&
        existing.value(u"SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = "
                       "current_database()"_s) == u"0")
        QTest::qWait(10);
    const auto committed = theirs.commit();
    waits.join();
    must(committed);
    QVERIFY(!ours);
    QCOMPARE(ours.error().code, ErrorCode::Busy);
    QCOMPARE(
        existing.value(u"SELECT description || year FROM public.vehicles WHERE id = '%1'"_s.arg(vehicle(1))),
        u"theirs1951"_s);
}

void TestAttach::theLeastIsEnough()
{
    Existing existing(kLeast);
    existing.run(
        u"INSERT INTO public.vehicles VALUES ('there', 'https://x.invalid/1', '{\"image_urls\": [\"a\"]}')"_s);
    must(db::attach(existing.connection()));
    fillAll(existing.connection());
    QVERIFY(existing.states().startsWith(u"there 11 1 0 1 "_s));
    db::VehicleStore vehicles(existing.connection());
    const QString id = must(vehicles.insertPlaceholder(u"https://bringatrailer.com/listing/new"_s, at()));
    must(vehicles.mergeMetadata(id, {{u"sale_status"_s, u"no_sale"_s}}, at()));
    QCOMPARE(existing.value(
                 u"SELECT origin_metadata ->> 'sale_status' FROM public.vehicles WHERE id = '%1'"_s.arg(id)),
             u"no_sale"_s);
    db::NewImage image;
    image.sourceUrl = u"a"_s;
    image.fileHash = u"h"_s;
    QCOMPARE(must(db::inTransaction(
                 existing.connection(),
                 [&] { return db::GalleryStore(existing.connection()).add(u"there"_s, image, at()); })),
             db::GalleryStore::Added::Row);
    QVERIFY(existing.states().contains(u"there 3 1 1 0 "_s));
    existing.run(u"UPDATE public.vehicles SET origin_metadata = '{}' WHERE id = 'there'"_s);
    QVERIFY(existing.states().contains(u"there 3 0 1 0 "_s));
    existing.run(u"DELETE FROM public.vehicle_images"_s);
    QVERIFY(existing.states().contains(u"there 7 0 0 0 "_s));
    QVERIFY(must(db::vehicleDetail(existing.connection(), u"there"_s)).images.size() == 0);
}

void TestAttach::warnsOfColumnsThatNeedAValue()
{
    Existing existing;
    existing.run(u"ALTER TABLE public.vehicles ADD COLUMN tenant uuid NOT NULL DEFAULT gen_random_uuid()"_s);
    QCOMPARE(must(db::inspectForAttach(existing.connection())).warnings, QStringList());
    existing.run(u"ALTER TABLE public.vehicles ALTER COLUMN tenant DROP DEFAULT"_s);
    const auto report = must(db::inspectForAttach(existing.connection()));
    QCOMPARE(report.refusals, QStringList());
    QVERIFY(mentions(report.warnings, u"vehicles.tenant"_s));
}

void TestAttach::refuses_data()
{
    QTest::addColumn<QStringList>("statements");
    QTest::addColumn<QString>("role");
    QTest::addColumn<QString>("why");
    const QString own = u"retrydesk"_s;
    const auto changed = [](const QString &change) { return kLeast + QStringList{change}; };
    QTest::newRow("nothing there") << QStringList() << own << u"vehicles"_s;
    QTest::newRow("half of it") << kLeast.mid(0, 1) << own << u"vehicle_images"_s;
    QTest::newRow("a view") << QStringList{u"CREATE VIEW public.vehicles AS SELECT 1 AS id"_s, kLeast.at(1)}
                            << own << u"vehicles"_s;
    QTest::newRow("no metadata") << changed(u"ALTER TABLE public.vehicles DROP origin_metadata"_s) << own
                                 << u"vehicles.origin_metadata is missing"_s;
    QTest::newRow("metadata of another type")
        << changed(u"ALTER TABLE public.vehicles ALTER origin_metadata TYPE bytea USING NULL"_s) << own
        << u"vehicles.origin_metadata has the type bytea"_s;
    QTest::newRow("no source URL") << changed(u"ALTER TABLE public.vehicle_images DROP source_url"_s) << own
                                   << u"vehicle_images.source_url is missing"_s;
    QTest::newRow("no key") << changed(u"ALTER TABLE public.vehicles DROP CONSTRAINT vehicles_pkey"_s) << own
                            << u"no unique key in: vehicles"_s;
    QTest::newRow("a number for a key")
        << changed(u"ALTER TABLE public.vehicles ALTER id TYPE bigint USING 1"_s) << own
        << u"neither uuid nor text in: vehicles"_s;
    const QStringList guarded = {
        QString::fromUtf8(fileBytes(QStringLiteral(RETRYDESK_TEST_DATA "/postgres/existing.sql")))};
    QTest::newRow("rows are hidden") << guarded << u"authenticated"_s << u"Row level security"_s;
    QTest::newRow("may only read") << guarded << u"anon"_s << u"may not read and write"_s;
    QTest::newRow("may not create") << guarded << u"service_role"_s << u"may not create a schema"_s;
}

void TestAttach::refuses()
{
    QFETCH(QStringList, statements);
    QFETCH(QString, role);
    QFETCH(QString, why);
    Existing existing(statements);
    existing.run(u"REVOKE CREATE ON DATABASE %1 FROM PUBLIC"_s.arg(
        existing.value(u"SELECT quote_ident(current_database())"_s)));
    const QString before = existing.dump();
    const auto connection = must(existing.as(role));
    const auto report = must(db::inspectForAttach(*connection));
    QVERIFY2(mentions(report.refusals, why), qPrintable(report.refusals.join(u'\n')));
    QCOMPARE(report.statements, QStringList());
    const auto attached = db::attach(*connection);
    QVERIFY(!attached);
    QCOMPARE(attached.error().code, ErrorCode::Schema);
    QVERIFY(attached.error().message.contains(why));
    QCOMPARE(existing.dump(), before);
}

void TestAttach::warnsOfRules()
{
    Existing existing;
    existing.run(
        u"ALTER TABLE public.vehicle_images ADD CONSTRAINT ours_only CHECK (user_id IS NOT NULL OR source = "
        "'dealer') NOT VALID"_s);
    const auto report = must(db::inspectForAttach(existing.connection()));
    QCOMPARE(report.refusals, QStringList());
    QVERIFY(mentions(report.warnings, u"ours_only"_s));
    QVERIFY(!mentions(report.warnings, u"image_attribution"_s));
}

void TestAttach::weakRolesAreTold_data()
{
    QTest::addColumn<QString>("role");
    QTest::addColumn<QString>("grant");
    QTest::addColumn<QString>("why");
    QTest::newRow("no schema") << u"anon"_s << QString() << u"may not use the schema retrydesk"_s;
    QTest::newRow("rows are hidden") << u"authenticated"_s
                                     << u"GRANT USAGE ON SCHEMA retrydesk TO authenticated; GRANT SELECT ON "
                                        "retrydesk.schema_version TO authenticated"_s
                                     << u"Row level security"_s;
    QTest::newRow("may not write") << u"service_role"_s
                                   << u"REVOKE UPDATE, DELETE ON public.vehicle_images FROM service_role"_s
                                   << u"DELETE on vehicle_images, UPDATE on vehicle_images"_s;
}

void TestAttach::weakRolesAreTold()
{
    QFETCH(QString, role);
    QFETCH(QString, grant);
    QFETCH(QString, why);
    Existing existing;
    must(db::attach(existing.connection()));
    if (!grant.isEmpty())
        existing.run(grant);
    const auto connection = must(existing.as(role));
    const auto version = db::schemaVersion(*connection);
    QVERIFY(!version);
    QCOMPARE(version.error().code, ErrorCode::Schema);
    QVERIFY2(version.error().message.contains(why), qPrintable(version.error().message));
    QVERIFY(version.error().message.contains(role));
}

void TestAttach::serviceRoleWorks()
{
    Existing existing;
    must(db::attach(existing.connection()));
    fillAll(existing.connection());
    const auto connection = must(existing.as(u"service_role"_s));
    QCOMPARE(must(db::schemaVersion(*connection)), db::headSchemaVersion());
    db::VehicleStore vehicles(*connection);
    const QString id = must(vehicles.insertPlaceholder(u"https://bringatrailer.com/listing/new"_s, at()));
    must(vehicles.mergeMetadata(id, {{u"image_urls"_s, QJsonArray{u"a"_s}}}, at()));
    QVERIFY(existing.states().contains(id + u" 11 1 0 1 "_s));
    must(vehicles.removePlaceholder(id));
    QCOMPARE(existing.value(u"SELECT count(*) FROM vehicle_scrape_state"_s), u"300"_s);
}

void TestAttach::aWriteThatMissesItsRowIsAnError()
{
    Existing existing;
    must(db::attach(existing.connection()));
    // Rights, but no policy that lets the role change a row.
    existing.run(u"GRANT USAGE ON SCHEMA retrydesk TO authenticated"_s);
    existing.run(u"GRANT ALL ON ALL TABLES IN SCHEMA retrydesk TO authenticated"_s);
    const auto connection = must(existing.as(u"authenticated"_s));
    const auto written = db::VehicleStore(*connection).mergeMetadata(vehicle(1), {{u"a"_s, 1}}, at());
    QVERIFY(!written);
    QCOMPARE(written.error().code, ErrorCode::Database);
    QVERIFY(written.error().message.contains(u"may not change it"_s));
}

void TestAttach::worksThroughAPooler()
{
    Existing existing;
    QVERIFY(!existing.connection().isPooled());
    const auto pooled = must(existing.pooled());
    QVERIFY(pooled->isPooled());
    const QString before = existing.dump();
    must(db::attach(*pooled));
    fillAll(*pooled, 40);
    QCOMPARE(existing.states(), existing.countedAnew());
    must(db::detach(*pooled));
    QCOMPARE(existing.dump(), before);
}

void TestAttach::aPictureShowsTheSame()
{
    Existing existing;
    existing.run(u"UPDATE public.vehicles SET created_at = NULL WHERE id = '%1'"_s.arg(vehicle(9)));
    existing.run(
        u"UPDATE public.vehicles SET discovery_url = NULL, listing_url = 'https://WWW.Invented.example/x' "
        "WHERE id = '%1'"_s.arg(vehicle(10)));
    const QString before = existing.dump();
    QTemporaryDir folder;
    const QString file = folder.filePath(u"p.retrydesk"_s);
    const auto connection = must(existing.as(u"service_role"_s));
    QCOMPARE(must(db::takePicture(*connection, file, at(), [](qint64, qint64) { return true; })), 300);
    QCOMPARE(existing.dump(), before);
    must(db::attach(existing.connection()));
    fillAll(existing.connection());
    const auto picture = openQuick(file);
    QSqlQuery states(picture->database());
    QVERIFY(states.exec(
        u"SELECT vehicle_id || ' ' || failing || ' ' || expected_count || ' ' || stored_count || ' ' || "
        "missing_count || ' ' || source || ' ' || host || ' ' || name FROM vehicle_scrape_state ORDER BY "
        "vehicle_id"_s));
    QStringList lines;
    while (states.next())
        lines.append(states.value(0).toString());
    QCOMPARE(lines.join(u'\n'), existing.states());
    const auto theirs = must(db::FailureQuery(existing.connection()).counts({}));
    const auto ours = must(db::FailureQuery(*picture).counts({}));
    QCOMPARE(ours.total, theirs.total);
    QCOMPARE(ours.byType, theirs.byType);
    const auto info = must(db::pictureInfo(*picture));
    QVERIFY(info && info->at == at() && info->of.startsWith(u"postgresql://"_s));
}

void TestAttach::picturesReplacePicturesOnly()
{
    Existing existing(kLeast);
    QTemporaryDir folder;
    const auto take = [&](const QString &name, bool goesOn = true) {
        return db::takePicture(existing.connection(), folder.filePath(name), at(),
                               [goesOn](qint64, qint64) { return goesOn; });
    };
    QCOMPARE(must(take(u"p"_s)), 0);
    existing.run(u"INSERT INTO public.vehicles VALUES ('one', 'https://x.invalid/1', NULL)"_s);
    QCOMPARE(must(take(u"p"_s)), 1);
    const QByteArray taken = fileBytes(folder.filePath(u"p"_s));
    QCOMPARE(take(u"p"_s, false).error().code, ErrorCode::Cancelled);
    QCOMPARE(fileBytes(folder.filePath(u"p"_s)), taken);
    must(db::migrate(*openQuick(folder.filePath(u"w"_s), true)));
    writeFile(folder.filePath(u"text"_s), "kept");
    QCOMPARE(take(u"w"_s).error().code, ErrorCode::Usage);
    QCOMPARE(take(u"text"_s).error().code, ErrorCode::Usage);
    QCOMPARE(fileBytes(folder.filePath(u"text"_s)), QByteArray("kept"));
    QCOMPARE(QDir(folder.path()).entryList(QDir::Files), QStringList({u"p"_s, u"text"_s, u"w"_s}));
    must(db::attach(existing.connection()));
    QVERIFY(take(u"p"_s).error().message.contains(u"is attached"_s));
}

void TestAttach::noPictureOfWhatCannotBeRead()
{
    Existing existing;
    QTemporaryDir folder;
    const auto connection = must(existing.as(u"authenticated"_s));
    const auto taken =
        db::takePicture(*connection, folder.filePath(u"p"_s), at(), [](qint64, qint64) { return true; });
    QVERIFY(!taken);
    QCOMPARE(taken.error().code, ErrorCode::Schema);
    QVERIFY(taken.error().message.contains(u"Row level security"_s));
    QVERIFY(QDir(folder.path()).isEmpty());
}

void TestAttach::onlyServersAreAttached()
{
    QTemporaryDir folder;
    const auto file = openQuick(folder.filePath(u"w.retrydesk"_s), true);
    for (const auto &error :
         {db::inspectForAttach(*file).error(), db::attach(*file).error(), db::detach(*file).error()}) {
        QCOMPARE(error.code, ErrorCode::Usage);
        QVERIFY(error.message.contains(u"PostgreSQL"_s));
    }
}

void TestAttach::nothingToDetach()
{
    Existing existing(kLeast);
    const auto detached = db::detach(existing.connection());
    QVERIFY(!detached);
    QCOMPARE(detached.error().code, ErrorCode::Schema);
}

QTEST_GUILESS_MAIN(TestAttach)
#include "tst_attach.moc"
