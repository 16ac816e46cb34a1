// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dbfixture.h"
#include "randomvehicles.h"

#include "db/migrator.h"

#include <QRegularExpression>
#include <QSqlError>
#include <QSqlRecord>
#include <QTest>

using namespace dbtest;
using namespace Qt::StringLiterals;

namespace {

QString seedSql(const char *name)
{
    return QString::fromUtf8(
        fileBytes(QStringLiteral(RETRYDESK_TEST_DATA "/seed/%1.sql").arg(QLatin1String(name))));
}

//! A workspace of the test server as `init` makes it: ids are uuid.
class SeedDatabase
{
public:
    SeedDatabase() : m_connection(must(db::Connection::open(m_database.uri())))
    {
        must(db::migrate(*m_connection));
    }

    void run(const QString &sql) { must(m_connection->run(sql)); }
    QStringList rows(const QString &sql)
    {
        QSqlQuery query(m_connection->database());
        if (!query.exec(sql))
            throw std::runtime_error(QString(query.lastError().text() + sql).toStdString());
        QStringList rows;
        while (query.next()) {
            QStringList cells;
            for (int column = 0; column < query.record().count(); ++column)
                cells.append(query.value(column).toString());
            rows.append(cells.join(u'|'));
        }
        return rows;
    }
    int count(const QString &from) { return rows(u"SELECT count(*) FROM "_s + from).first().toInt(); }

private:
    TestDatabase m_database;
    std::unique_ptr<db::Connection> m_connection;
};

//! Where the seed's view and ours are meant to differ: `sql` changes a copy of the data, in the schema seed,
//! so that the seed's view says of the copy what ours says of the data. docs/storage.md has the same table.
struct Rule
{
    const char *name;
    QStringList sql;
};

const Rule kRules[] = {
    {"vehicles of every source are shown",
     {u"UPDATE seed.vehicles SET origin_metadata = "
      "CASE jsonb_typeof(origin_metadata) WHEN 'object' THEN origin_metadata ELSE '{}' END "
      "|| '{\"source\": \"bringatrailer.com\"}' "
      "WHERE origin_metadata ->> 'source' IS DISTINCT FROM 'bringatrailer.com'"_s}},
    {"deleted and merged vehicles are not shown",
     {u"DELETE FROM seed.vehicles WHERE deleted_at IS NOT NULL OR merged_into_vehicle_id IS NOT NULL"_s}},
    {"an empty VIN is none", {u"UPDATE seed.vehicles SET vin = NULL WHERE vin = ''"_s}},
    {"a VIN that the listing does not state is not missing",
     {u"UPDATE seed.vehicles SET vin = 'known absent' WHERE vin IS NULL "
      "AND origin_metadata -> 'vin_extraction' ->> 'kind' IN ('absent', 'chassis', 'refused')"_s}},
    {"the price of a lot that was not sold is not missing",
     {u"UPDATE seed.vehicles SET sale_price = 0 WHERE sale_price IS NULL AND origin_metadata ->> "
      u"'sale_status' "
      "IN ('reserve_not_met', 'bid_to', 'no_sale', 'active', 'withdrawn')"_s}},
    {"only texts in a list are image URLs, each once",
     {u"UPDATE seed.vehicles v SET urls = (SELECT coalesce(array_agg(DISTINCT u #>> '{}'), '{}') "
      "FROM jsonb_array_elements(CASE jsonb_typeof(origin_metadata -> 'image_urls') "
      "WHEN 'array' THEN origin_metadata -> 'image_urls' ELSE '[]' END) u "
      "WHERE jsonb_typeof(u) = 'string' AND u <> '\"\"')"_s,
      u"UPDATE seed.vehicles SET wanted = cardinality(urls), origin_metadata = CASE cardinality(urls) "
      "WHEN 0 THEN origin_metadata - 'image_urls' "
      "ELSE origin_metadata || jsonb_build_object('image_urls', urls) END"_s}},
    {"the stored image count is a number: as many images as the listing states, or has URLs for",
     {u"UPDATE seed.vehicles SET "
      "stated = coalesce(substring(origin_metadata ->> 'image_count_stated' FROM '^ *([0-9]+)')::integer, "
      "0), "
      "counted = coalesce(substring(origin_metadata ->> 'image_count' FROM '^ *([0-9]+)')::integer, 0)"_s,
      u"UPDATE seed.vehicles SET origin_metadata = origin_metadata || jsonb_build_object('image_count', "
      "greatest(stated, CASE wanted WHEN 0 THEN counted ELSE wanted END))"_s}},
    {"superseded images are not there", {u"DELETE FROM seed.vehicle_images WHERE is_superseded"_s}},
    {"duplicates, documents and URLs with the bytes of another image are neither counted nor missing",
     {u"UPDATE seed.vehicles v SET urls = (SELECT coalesce(array_agg(u), '{}') FROM unnest(urls) u "
      "WHERE NOT EXISTS (SELECT FROM seed.vehicle_images i WHERE i.vehicle_id = v.id AND i.source_url = u) "
      "AND NOT EXISTS (SELECT FROM image_aliases a WHERE a.vehicle_id = v.id AND a.source_url = u))"_s,
      u"UPDATE seed.vehicles SET origin_metadata = origin_metadata - 'image_urls' WHERE urls = '{}'"_s,
      u"DELETE FROM seed.vehicle_images WHERE is_duplicate OR is_document"_s}},
};

const QString kColumns = u"vehicle_id, make, model, year, discovery_url, failure_type, stored_image_count, "
                         "actual_image_count, created_at"_s;

} // namespace

class TestSeedSql : public QObject
{
    Q_OBJECT

private slots:
    void theSeedsQueriesAreAnswered();
    void theSeedsViewCanTakeThePlaceOfOurs();
    void theStateTableSaysWhatTheSeedsViewSays();

private:
    static void fill(SeedDatabase &database, int vehicles);
    static void copyForTheSeed(SeedDatabase &database);
};

void TestSeedSql::theSeedsQueriesAreAnswered()
{
    SeedDatabase database;
    const auto add = [&](int number, const char *metadata) {
        database.run(u"INSERT INTO vehicles (id, make, model, year, created_at, vin, origin_metadata) VALUES "
                     "('00000000-0000-4000-8000-00000000000%1', 'Porsche', '911', 1990, "
                     "'2026-01-0%1', 'V%1', '%2')"_s.arg(QString::number(number), QLatin1String(metadata)));
    };
    add(1, R"({"source": "bringatrailer.com", "image_urls": ["a", "b"], "image_count": 2})");
    add(2, R"({"source": "bringatrailer.com", "image_urls": ["c"], "image_count": 1})");
    add(3, R"({"source": "bringatrailer.com", "image_urls": []})");
    add(4, R"({"source": "bringatrailer.com"})");
    add(5, R"({"image_urls": ["d"]})");
    const QString first = u"00000000-0000-4000-8000-000000000001"_s;
    const QString second = u"00000000-0000-4000-8000-000000000002"_s;
    const QString fifth = u"00000000-0000-4000-8000-000000000005"_s;
    database.run(
        u"INSERT INTO vehicle_images (vehicle_id, image_url, source_url) VALUES ('%1', 'x', 'c')"_s.arg(
            second));
    database.run(u"UPDATE vehicles SET sale_price = 1"_s);
    database.run(
        u"INSERT INTO scrape_steps (vehicle_id, step_name, status, created_at, reason) "
        "SELECT '%1', 'extract_vin', CASE WHEN i < 3 THEN 'success' ELSE 'failed' END, '2026-01-30', "
        "'scraper_improved' FROM generate_series(1, 3) i"_s.arg(first));

    QCOMPARE(database.rows(seedSql("vehicles_without_images")),
             QStringList({fifth + u"|Porsche|911|1990||0|[\"d\"]"_s,
                          first + u"|Porsche|911|1990|2|0|[\"a\", \"b\"]"_s}));
    QStringList ids = database.rows(seedSql("ids_for_image_retry"));
    ids.sort();
    QCOMPARE(ids, QStringList({first, fifth}));
    QCOMPARE(database.rows(seedSql("success_rate_by_day")), QStringList(u"2026-01-30|3|2|1|66.67"_s));
    QCOMPARE(database.rows(u"SELECT vehicle_id, failure_type, stored_image_count, actual_image_count "
                           "FROM scrape_failure_analysis"_s),
             QStringList({fifth + u"|missing_images|1|0"_s,
                          u"00000000-0000-4000-8000-000000000004|missing_image_urls|0|0"_s,
                          u"00000000-0000-4000-8000-000000000003|missing_image_urls|0|0"_s,
                          first + u"|missing_images|2|0"_s}));
}

void TestSeedSql::theSeedsViewCanTakeThePlaceOfOurs()
{
    SeedDatabase database;
    fill(database, 50);
    database.run(seedSql("scrape_failure_analysis"));
    copyForTheSeed(database);
    QVERIFY(database.count(u"seed.scrape_failure_analysis"_s) > 5);
    QCOMPARE(database.rows(u"SELECT * FROM scrape_failure_analysis"_s),
             database.rows(u"SELECT * FROM seed.scrape_failure_analysis"_s));
}

void TestSeedSql::theStateTableSaysWhatTheSeedsViewSays()
{
    SeedDatabase database;
    fill(database, 4000);
    copyForTheSeed(database);
    const QString seeds = u"SELECT %1 FROM seed.scrape_failure_analysis"_s.arg(kColumns);
    const QString ours = u"SELECT %1 FROM retrydesk.scrape_failure_analysis"_s.arg(kColumns);
    // Without any rule, too, most of what both show is the same.
    const int same = database.count(u"(%1 INTERSECT %2) x"_s.arg(seeds, ours));
    QVERIFY2(same > 300, qPrintable(QString::number(same)));

    QStringList before = database.rows(seeds);
    for (const Rule &rule : kRules) {
        for (const QString &sql : rule.sql)
            database.run(sql);
        const QStringList after = database.rows(seeds);
        QVERIFY2(after != before, rule.name);
        before = after;
    }
    const QStringList said =
        database.rows(ours + u" WHERE failure_type NOT IN ('partial_images', 'missing_image_urls')"_s);
    QVERIFY(said.size() > 1000);
    QCOMPARE(said, before);

    // What the seed's view names but leaves out, and what it does not know.
    const auto vehicles = [&](const QString &from) {
        return database.rows(u"SELECT vehicle_id FROM "_s + from + u" ORDER BY 1"_s);
    };
    const QString named =
        u"seed.everything e JOIN seed.vehicles v ON v.id = vehicle_id WHERE failure_type = "_s;
    const QStringList withoutUrls =
        vehicles(u"retrydesk.scrape_failure_analysis WHERE failure_type = 'missing_image_urls'"_s);
    QVERIFY(withoutUrls.size() > 100);
    QCOMPARE(withoutUrls, vehicles(named + u"'missing_image_urls' AND wanted = 0 AND origin_metadata -> "
                                           "'image_extraction' ->> 'status' IS DISTINCT FROM 'absent'"_s));
    const QStringList partial =
        vehicles(u"retrydesk.scrape_failure_analysis WHERE failure_type = 'partial_images'"_s);
    QVERIFY(partial.size() > 100);
    QCOMPARE(partial, vehicles(named + u"'complete' AND actual_image_count > 0 AND (urls <> '{}' OR "
                                       "(stated > wanted AND actual_image_count + elsewhere < stated))"_s));
}

//! Random vehicles, and changes to them that the triggers have to follow.
void TestSeedSql::fill(SeedDatabase &database, int vehicles)
{
    for (const QString &sql : RandomVehicles(20260131).statements(vehicles))
        database.run(sql);
    for (const char *sql :
         {"DELETE FROM vehicle_images WHERE right(id::text, 2) = '17'",
          "UPDATE vehicle_images SET is_superseded = NOT is_superseded WHERE right(id::text, 2) = '23'",
          "UPDATE vehicle_images SET source_url = 'https://elsewhere.example/x' WHERE right(id::text, 2) = "
          "'29'",
          "UPDATE vehicles SET vin = NULL, deleted_at = NULL WHERE right(id::text, 2) = '31'",
          "UPDATE vehicles SET origin_metadata = origin_metadata - 'image_urls' WHERE right(id::text, 2) = "
          "'37' "
          "AND jsonb_typeof(origin_metadata) = 'object'",
          "DELETE FROM vehicles WHERE right(id::text, 3) = '041'"})
        database.run(QString::fromLatin1(sql));
}

//! The data once more in the schema seed, with columns for the rules, and the seed's view over it: once as it
//! is written and once, as `everything`, without the condition that leaves vehicles out.
void TestSeedSql::copyForTheSeed(SeedDatabase &database)
{
    const QString view = seedSql("scrape_failure_analysis");
    QString everything = view;
    static const QRegularExpression having(u"HAVING.*(?=ORDER BY)"_s,
                                           QRegularExpression::DotMatchesEverythingOption);
    everything.remove(having).replace(u"VIEW scrape_failure_analysis"_s, u"VIEW everything"_s);
    for (const QString &sql :
         {u"CREATE SCHEMA seed"_s, u"CREATE TABLE seed.vehicles AS TABLE public.vehicles"_s,
          u"CREATE TABLE seed.vehicle_images AS TABLE public.vehicle_images"_s,
          u"ALTER TABLE seed.vehicles ADD PRIMARY KEY (id), ADD urls text[] DEFAULT '{}', "
          "ADD wanted integer DEFAULT 0, ADD stated integer DEFAULT 0, ADD counted integer DEFAULT 0, "
          "ADD elsewhere integer DEFAULT 0"_s,
          u"CREATE INDEX ON seed.vehicle_images (vehicle_id)"_s,
          u"UPDATE seed.vehicles v SET elsewhere = (SELECT count(*) FROM image_aliases a WHERE a.vehicle_id "
          u"= v.id "
          "AND NOT EXISTS (SELECT FROM seed.vehicle_images i WHERE i.vehicle_id = v.id "
          "AND i.source_url = a.source_url AND NOT i.is_superseded))"_s,
          u"SET search_path = seed, retrydesk"_s, view, everything, u"SET search_path = retrydesk, public"_s})
        database.run(sql);
}

QTEST_GUILESS_MAIN(TestSeedSql)
#include "tst_seedsql.moc"
