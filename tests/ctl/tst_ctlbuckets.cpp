// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ctl.h"
#include "support/objectdouble.h"
#include "support/originfixture.h"

#include <QFile>
#include <QTest>

using ctltest::Ctl;
using ctltest::Run;
using ctltest::words;
using testsupport::ObjectDouble;
using testsupport::OriginFixture;
using testsupport::S3Double;
using testsupport::SupabaseDouble;
using namespace Qt::StringLiterals;

namespace {

//! retrydeskctl with the keys of a bucket "cars" in its environment.
struct BucketCtl
{
    std::unique_ptr<ObjectDouble> server;
    Ctl ctl;
    QString where;

    explicit BucketCtl(bool s3)
    {
        if (s3) {
            server = std::make_unique<S3Double>();
            ctl.setVariable("AWS_ENDPOINT_URL", server->address());
            ctl.setVariable("AWS_ACCESS_KEY_ID", u"AKIDEXAMPLE"_s);
            ctl.setVariable("AWS_SECRET_ACCESS_KEY", u"not-to-be-seen"_s);
            where = u"s3://cars/images"_s;
        } else {
            server = std::make_unique<SupabaseDouble>();
            ctl.setVariable("SUPABASE_URL", server->address());
            ctl.setVariable("SUPABASE_SERVICE_ROLE_KEY_FILE",
                            ctl.write(u"key"_s, SupabaseDouble::kServiceKey));
            where = u"supabase://cars"_s;
        }
        server->addBucket("cars");
    }
};

} // namespace

//! Workspaces whose images are in a bucket.
class TestCtlBuckets : public QObject
{
    Q_OBJECT

private slots:
    void initTriesTheBucket_data() { kinds(); }
    void initTriesTheBucket();
    void initRefusesABucketThatRefuses_data();
    void initRefusesABucketThatRefuses();
    void importKeepsImagesThere_data() { kinds(); }
    void importKeepsImagesThere();
    void keysAreNoSettings();
    void aRefusalStopsTheWorker();

private:
    static void kinds()
    {
        QTest::addColumn<bool>("s3");
        QTest::newRow("S3") << true;
        QTest::newRow("Supabase") << false;
    }
};

void TestCtlBuckets::initTriesTheBucket()
{
    QFETCH(bool, s3);
    const BucketCtl bucket(s3);
    const Run run = bucket.ctl.json({u"init"_s, u"--images"_s, bucket.where});
    QCOMPARE(run.code, 0);
    QCOMPARE(run.json().value("images"_L1).toString(), bucket.where);
    QCOMPARE(bucket.server->server().count("DELETE "), 1);
    QCOMPARE(bucket.server->paths(), QList<QByteArray>());
    QCOMPARE(bucket.ctl.json(words("config get images.store")).json().value("value"_L1).toString(),
             bucket.where);
    QCOMPARE(bucket.ctl.json(words("init")).json().value("images"_L1).toString(),
             bucket.where); // again is fine
}

void TestCtlBuckets::initRefusesABucketThatRefuses_data()
{
    QTest::addColumn<bool>("s3");
    QTest::addColumn<QString>("where");
    QTest::addColumn<QString>("key"); // empty: the right one
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("says");
    QTest::newRow("no such bucket in S3")
        << true << u"s3://boats"_s << QString() << 3 << u"There is no bucket boats"_s;
    QTest::newRow("no such bucket in Supabase")
        << false << u"supabase://boats"_s << QString() << 3 << u"There is no bucket boats"_s;
    QTest::newRow("a wrong key") << false << u"supabase://cars"_s << u"no-such-key"_s << 3
                                 << u"does not take the key"_s;
    QTest::newRow("the key of anon") << false << u"supabase://cars"_s
                                     << QString::fromLatin1(SupabaseDouble::kAnonKey) << 3
                                     << u"not that of anon"_s;
    QTest::newRow("a name that is none") << true << u"s3://"_s << QString() << 2 << u"s3://bucket/prefix"_s;
}

void TestCtlBuckets::initRefusesABucketThatRefuses()
{
    QFETCH(bool, s3);
    QFETCH(QString, where);
    QFETCH(QString, key);
    QFETCH(int, code);
    QFETCH(QString, says);
    BucketCtl bucket(s3);
    if (!key.isEmpty())
        bucket.ctl.setVariable("SUPABASE_SERVICE_ROLE_KEY", key);
    const Run run = bucket.ctl.run({u"init"_s, u"--images"_s, where});
    QCOMPARE(run.code, code);
    QCOMPARE(run.complaintAboutError(), QString());
    QVERIFY2(run.errorText().contains(says), run.err.constData());
    QVERIFY(key.isEmpty() || !run.errorText().contains(key));
    QVERIFY(!QFile::exists(bucket.ctl.workspace())); // nothing was made
    QVERIFY(!QFile::exists(bucket.ctl.path(u"w.uploads"_s)));
}

void TestCtlBuckets::importKeepsImagesThere()
{
    QFETCH(bool, s3);
    const BucketCtl bucket(s3);
    OriginFixture fixture;
    fixture.addListing(u"saab"_s, 7);
    QCOMPARE(bucket.ctl.run({u"init"_s, u"--images"_s, bucket.where}).code, 0);
    bucket.ctl.set(u"net.allow"_s, u"127.0.0.0/8"_s);
    bucket.ctl.set(u"net.rate_per_host"_s, u"0"_s);
    const Run run = bucket.ctl.json({u"import"_s, u"--url"_s, fixture.origin.listingUrls().first()});
    QCOMPARE(run.code, 0);
    QCOMPARE(run.json().value("images"_L1).toObject().value("stored"_L1).toInt(), 7);
    QCOMPARE(bucket.server->paths().size(), 7);
    QCOMPARE(bucket.ctl.number(u"SELECT count(*) FROM vehicle_images WHERE image_url LIKE '%1/%'"_s.arg(
                 bucket.server->address())),
             7);
    QVERIFY(!QFile::exists(bucket.ctl.images()));
}

void TestCtlBuckets::keysAreNoSettings()
{
    const BucketCtl bucket(true);
    QCOMPARE(bucket.ctl.run({u"init"_s, u"--images"_s, bucket.where}).code, 0);
    const Run refused = bucket.ctl.run(words("config set images.s3_endpoint https://id:not-to-be-seen@host"));
    QCOMPARE(refused.code, 2);
    QVERIFY2(refused.errorText().contains(u"takes no keys"_s), refused.err.constData());
    QFile file(bucket.ctl.workspace());
    QVERIFY(file.open(QIODevice::ReadOnly));
    QVERIFY(!file.readAll().contains("not-to-be-seen"));
    QVERIFY(!bucket.ctl.run(words("config list")).out.contains("not-to-be-seen"));
}

void TestCtlBuckets::aRefusalStopsTheWorker()
{
    const BucketCtl bucket(true);
    OriginFixture fixture;
    fixture.addListing(u"saab"_s, 3);
    QCOMPARE(bucket.ctl.run({u"init"_s, u"--images"_s, bucket.where}).code, 0);
    bucket.ctl.set(u"net.allow"_s, u"127.0.0.0/8"_s);
    QCOMPARE(bucket.ctl.run({u"import"_s, u"--no-images"_s, u"--url"_s, fixture.origin.listingUrls().first()})
                 .code,
             0);
    QCOMPARE(bucket.ctl.run(words("retry --step backfill_images")).code, 0);
    bucket.server->failNext(100, {}, S3Double::error(400, "ExpiredToken"));
    const Run run = bucket.ctl.run(words("worker --until-empty --patience 0"));
    QCOMPARE(run.code, 3);
    QVERIFY2(run.errorText().contains(u"have run out: get new ones"_s), run.err.constData());
    QCOMPARE(bucket.ctl.text(u"SELECT status || retry_count FROM scrape_retry_queue WHERE step_name = "
                             "'backfill_images'"_s),
             u"pending0"_s);
    QCOMPARE(fixture.origin.requestCount(), 1); // only the page
}

QTEST_GUILESS_MAIN(TestCtlBuckets)
#include "tst_ctlbuckets.moc"
