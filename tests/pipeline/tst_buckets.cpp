// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "../net/storebench.h"
#include "deskfixture.h"
#include "pipeline/doctor.h"
#include "stepbench.h"
#include "support/s3server.h"

using core::Cause;
using core::Step;
using core::StepStatus;
using pipeline::Outcome;
using pipeline::StepEvent;
using pipetest::Desk;
using pipetest::StepBench;
using storetest::Remote;
using testsupport::DoubleReply;
using testsupport::ListingPage;
using testsupport::OriginFixture;
using testsupport::S3Double;
using namespace Qt::StringLiterals;

namespace {

constexpr Step kImages = Step::BackfillImages;

QString counts(const Outcome &outcome)
{
    return u"%1/%2/%3/%4"_s.arg(outcome.imagesRequested)
        .arg(outcome.imagesStored)
        .arg(outcome.imagesSkipped)
        .arg(outcome.imagesFailed);
}

//! A bench whose images go into a bucket.
struct BucketBench
{
    Remote remote;
    StepBench bench;

    explicit BucketBench(bool s3) : remote(s3)
    {
        remote.options.clock = bench.services.clock;
        remote.options.random = bench.services.random;
        remote.options.incoming = bench.rows.filePath(u"uploads"_s);
        open();
    }
    //! As another process would.
    void open()
    {
        bench.services.images.reset();
        bench.services.images = dbtest::must(media::openImageStore(remote.options));
    }
    StepEvent run(const QString &vehicle, const QJsonObject &options = {})
    {
        return bench.run(vehicle, kImages, options);
    }
    int originRequests() const { return bench.fixture.origin.requestCount(); }
    int left() const { return static_cast<int>(pipetest::filesBelow(remote.options.incoming).size()); }
};

} // namespace

//! The image step and whole imports with buckets of both kinds.
class TestBuckets : public QObject
{
    Q_OBJECT

private slots:
    void rowsSayWhereEverybodyFindsThem_data() { kinds(); }
    void rowsSayWhereEverybodyFindsThem();
    void thePrimaryImageOfOthersStays_data() { kinds(); }
    void thePrimaryImageOfOthersStays();
    void anObjectWithoutARowIsAdopted_data() { kinds(); }
    void anObjectWithoutARowIsAdopted();
    void equalBytesLeaveOneObject_data() { kinds(); }
    void equalBytesLeaveOneObject();
    void anObjectOfAnotherRowIsNotRemoved();
    void movingIntoABucket_data() { kinds(); }
    void movingIntoABucket();
    void aStoreThatIsAwayHoldsTheStep_data() { kinds(); }
    void aStoreThatIsAwayHoldsTheStep();
    void aStoreThatGoesAwayInTheMiddle_data() { kinds(); }
    void aStoreThatGoesAwayInTheMiddle();
    void aStoreThatRefusesStopsTheWorker_data() { kinds(); }
    void aStoreThatRefusesStopsTheWorker();
    void oneImageThatIsUnfitIsAFailure();
    void cancelEndsUploads_data() { kinds(); }
    void cancelEndsUploads();
    void theCatalogueGoesThere_data();
    void theCatalogueGoesThere();
    void aWorkerSaysWhyItStops();
    void theDoctorLooksForObjects();

private:
    static void kinds()
    {
        QTest::addColumn<bool>("s3");
        QTest::newRow("S3") << true;
        QTest::newRow("Supabase") << false;
    }
};

void TestBuckets::rowsSayWhereEverybodyFindsThem()
{
    QFETCH(bool, s3);
    BucketBench b(s3);
    const ListingPage page = b.bench.fixture.addListing(u"saab"_s, 3);
    const QString id = b.bench.wanting(page);
    const StepEvent event = b.run(id);
    QCOMPARE(event.status, StepStatus::Success);
    QCOMPARE(counts(event.outcome), u"3/3/0/0"_s);
    const QStringList urls = b.bench.imageUrls(page);
    QStringList expected;
    for (int i = 0; i < 3; ++i) {
        const QString path = QString::fromUtf8(b.remote.pathFor(u"jpg"_s, urls[i], id));
        const QString address = b.remote.server->address();
        const QString root = s3 ? u"cars/images/2026/"_s : u"cars/"_s;
        expected.append(urls[i] + u'|' + path.mid(root.size()) + u'|' + address +
                        (s3 ? u"/"_s : u"/storage/v1/object/public/"_s) + path);
        QVERIFY(!b.remote.server->object(path.toUtf8()).bytes.isEmpty());
    }
    QCOMPARE(b.bench.rows.rows(
                 u"SELECT source_url, storage_path, image_url FROM vehicle_images ORDER BY position"_s),
             expected);
    const QString first = expected[0].section(u'|', 2);
    QCOMPARE(b.bench.rows.rows(u"SELECT primary_image_url, image_url FROM vehicles"_s),
             QStringList(QString(first + u'|' + first)));
    QCOMPARE(b.left(), 0);
}

void TestBuckets::thePrimaryImageOfOthersStays()
{
    QFETCH(bool, s3);
    BucketBench b(s3);
    const ListingPage page = b.bench.fixture.addListing(u"saab"_s, 1);
    const QString id = b.bench.wanting(page);
    b.bench.rows.run(u"UPDATE vehicles SET primary_image_url = 'theirs'"_s);
    (void)b.run(id);
    const QString url = b.bench.rows.value(u"SELECT image_url FROM vehicle_images"_s).toString();
    QCOMPARE(b.bench.rows.rows(u"SELECT primary_image_url, image_url FROM vehicles"_s),
             QStringList(QString(u"theirs|"_s + url)));
}

//! A process died between the upload and the row.
void TestBuckets::anObjectWithoutARowIsAdopted()
{
    QFETCH(bool, s3);
    BucketBench b(s3);
    const ListingPage page = b.bench.fixture.addListing(u"saab"_s, 4);
    const QString id = b.bench.wanting(page);
    (void)b.run(id);
    const QStringList rows = b.bench.rows.rows(
        u"SELECT source_url, storage_path, image_url, file_hash, width FROM vehicle_images ORDER BY position"_s);
    const auto objects = b.remote.server->paths();
    b.bench.rows.run(u"DELETE FROM vehicle_images WHERE position < 3"_s);
    b.bench.fixture.origin.log().clear();
    const int uploads = b.remote.uploads();
    b.open();
    const StepEvent event = b.run(id);
    QCOMPARE(event.status, StepStatus::Success);
    QCOMPARE(counts(event.outcome), u"0/0/3/0"_s);
    QCOMPARE(b.originRequests(), 0);
    QCOMPARE(b.remote.uploads(), uploads);
    QCOMPARE(b.remote.server->paths(), objects);
    QCOMPARE(
        b.bench.rows.rows(
            u"SELECT source_url, storage_path, image_url, file_hash, width FROM vehicle_images ORDER BY position"_s),
        rows);
}

void TestBuckets::equalBytesLeaveOneObject()
{
    QFETCH(bool, s3);
    BucketBench b(s3);
    ListingPage page = b.bench.fixture.addListing(u"saab"_s, 3);
    page.twins = {{page.images[2], page.images[0]}, {page.images[1], page.images[0]}};
    b.bench.fixture.origin.addListing(page);
    const QString id = b.bench.wanting(page);
    const StepEvent event = b.run(id);
    QCOMPARE(event.status, StepStatus::Success);
    QCOMPARE(b.bench.rows.value(u"SELECT count(*) FROM vehicle_images"_s).toInt(), 1);
    QTRY_COMPARE(b.remote.server->paths().size(), 1);
    const QString path = b.bench.rows.value(u"SELECT storage_path FROM vehicle_images"_s).toString();
    QVERIFY(b.remote.server->paths().first().endsWith(path.toUtf8()));
    // The vehicle's picture is one that is there.
    QCOMPARE(b.bench.rows.value(u"SELECT primary_image_url FROM vehicles"_s),
             b.bench.rows.value(u"SELECT image_url FROM vehicle_images"_s));
}

//! The system around a Supabase bucket made the object, and a row that does not know the source's URL.
void TestBuckets::anObjectOfAnotherRowIsNotRemoved()
{
    BucketBench b(false);
    const ListingPage page = b.bench.fixture.addListing(u"saab"_s, 1);
    const QString id = b.bench.wanting(page);
    (void)b.run(id);
    b.bench.rows.run(u"UPDATE vehicle_images SET source_url = NULL"_s);
    const auto objects = b.remote.server->paths();
    b.open();
    const StepEvent event = b.run(id);
    QCOMPARE(event.status, StepStatus::Success);
    QCOMPARE(b.bench.rows.value(u"SELECT count(*) FROM image_aliases"_s).toInt(), 1);
    QTest::qWait(50);
    QCOMPARE(b.remote.server->server().count("DELETE"), 0);
    QCOMPARE(b.remote.server->paths(), objects);
}

void TestBuckets::movingIntoABucket()
{
    QFETCH(bool, s3);
    BucketBench b(s3);
    const ListingPage page = b.bench.fixture.addListing(u"saab"_s, 2);
    const QString id = b.bench.wanting(page);
    b.bench.services.images = dbtest::must(media::createImageStore({b.bench.imageFolder()}));
    (void)b.run(id);
    QCOMPARE(b.bench.rows.value(u"SELECT image_url FROM vehicle_images WHERE position = 0"_s).toString(),
             b.bench.imageUrls(page)[0]);
    b.open();
    const StepEvent event = b.run(id, {{u"all_images"_s, true}});
    QCOMPARE(event.status, StepStatus::Success);
    QCOMPARE(b.remote.server->paths().size(), 2);
    QVERIFY(b.bench.rows.value(u"SELECT image_url FROM vehicle_images WHERE position = 0"_s)
                .toString()
                .startsWith(b.remote.server->address()));
    QCOMPARE(b.bench.rows.value(u"SELECT count(*) FROM vehicle_images"_s).toInt(), 2);
}

void TestBuckets::aStoreThatIsAwayHoldsTheStep()
{
    QFETCH(bool, s3);
    BucketBench b(s3);
    const ListingPage page = b.bench.fixture.addListing(u"saab"_s, 3);
    const QString id = b.bench.wanting(page);
    b.remote.server->failNext(4, {}, DoubleReply{503, {}, {}, DoubleReply::End::KeepAlive});
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"HTTP 503.*wait and use no attempt"_s));
    StepEvent event = b.run(id);
    QCOMPARE(event.outcome.kind, Outcome::Kind::Held);
    QCOMPARE(b.bench.queueRow(id, kImages, "status, retry_count, held_reason"),
             u"pending|0|store_unavailable"_s);
    QCOMPARE(b.bench.queueRow(id, kImages, "next_retry_at"), core::toTimeText(b.bench.now.addSecs(30)));
    QCOMPARE(b.bench.attempts(id), 0);
    QCOMPARE(b.originRequests(), 0); // the source is not asked for what cannot be kept
    b.bench.now = b.bench.now.addSecs(31);
    event = b.run(id);
    QCOMPARE(event.status, StepStatus::Success);
    QCOMPARE(counts(event.outcome), u"3/3/0/0"_s);
}

void TestBuckets::aStoreThatGoesAwayInTheMiddle()
{
    QFETCH(bool, s3);
    BucketBench b(s3);
    const ListingPage page = b.bench.fixture.addListing(u"saab"_s, 12);
    const QString id = b.bench.wanting(page);
    for (int i = 4; i < 12; ++i)
        b.bench.fixture.origin.setFault(page.images[i], testsupport::Fault::delayed(300));
    QTimer watch;
    connect(&watch, &QTimer::timeout, &watch, [&] {
        if (b.bench.rows.value(u"SELECT count(*) FROM vehicle_images"_s).toInt() == 0)
            return;
        watch.stop();
        b.remote.server->failNext(100, {}, DoubleReply{500, {}, {}, DoubleReply::End::KeepAlive});
    });
    watch.start(5);
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"wait and use no attempt"_s));
    const StepEvent event = b.run(id);
    QCOMPARE(event.outcome.kind, Outcome::Kind::Held);
    QCOMPARE(b.bench.attempts(id), 0);
    QCOMPARE(b.bench.rows.value(u"SELECT count(*) FROM image_failures"_s).toInt(), 0);
    // What was kept has its rows, no row is without its object.
    const int rows = b.bench.rows.value(u"SELECT count(*) FROM vehicle_images"_s).toInt();
    QVERIFY(rows >= 1 && rows < 12);
    QVERIFY(b.remote.server->paths().size() >= rows);
    QTRY_COMPARE(b.left(), 0);
}

void TestBuckets::aStoreThatRefusesStopsTheWorker()
{
    QFETCH(bool, s3);
    BucketBench b(s3);
    const ListingPage page = b.bench.fixture.addListing(u"saab"_s, 3);
    const QString id = b.bench.wanting(page);
    b.remote.options.where = s3 ? u"s3://boats"_s : u"supabase://boats"_s;
    b.open();
    const StepEvent event = b.run(id);
    QCOMPARE(event.outcome.kind, Outcome::Kind::Failed);
    QCOMPARE(event.outcome.cause, std::optional(Cause::Storage));
    QVERIFY2(event.outcome.message.contains(u"There is no bucket boats"_s),
             qPrintable(event.outcome.message));
    QCOMPARE(b.bench.queueRow(id, kImages, "status, retry_count"), u"pending|0"_s);
    QCOMPARE(b.originRequests(), 0);
    QCOMPARE(b.bench.rows.value(u"SELECT count(*) FROM image_failures"_s).toInt(), 0);
}

void TestBuckets::oneImageThatIsUnfitIsAFailure()
{
    BucketBench b(true);
    const ListingPage page = b.bench.fixture.addListing(u"saab"_s, 3);
    const QString id = b.bench.wanting(page);
    b.remote.server->failNext(1, "PUT", S3Double::error(400, "EntityTooLarge"));
    const StepEvent event = b.run(id);
    QCOMPARE(counts(event.outcome), u"3/2/0/1"_s);
    QCOMPARE(event.outcome.cause, std::optional(Cause::TooLarge));
    QCOMPARE(b.bench.rows.rows(u"SELECT cause, is_final FROM image_failures"_s),
             QStringList(u"too_large|1"_s));
    QCOMPARE(b.left(), 0);
}

void TestBuckets::cancelEndsUploads()
{
    QFETCH(bool, s3);
    BucketBench b(s3);
    const ListingPage page = b.bench.fixture.addListing(u"saab"_s, 3);
    const QString id = b.bench.wanting(page);
    const pipeline::Job job = b.bench.lease(id, kImages);
    // Listing passes (it is the first request of its verb for S3 only), uploads hang.
    if (s3)
        b.remote.server->failNext(3, "PUT", DoubleReply{200, {}, {}, DoubleReply::End::Hang});
    else
        b.remote.server->failNext(1, "POST", DoubleReply{200, {}, {}, DoubleReply::End::Hang});
    std::optional<Outcome> outcome;
    b.bench.runner(kImages).start(job, [&outcome](const Outcome &ended) { outcome = ended; });
    QTRY_VERIFY(b.remote.server->server().count(b.remote.upload()) >= 1);
    b.bench.runner(kImages).cancel(job);
    QTRY_VERIFY_WITH_TIMEOUT(outcome, 4000); // no further upload waits for an answer
    QCOMPARE(outcome->kind, Outcome::Kind::Cancelled);
    QTRY_COMPARE(b.left(), 0);
}

void TestBuckets::theCatalogueGoesThere_data()
{
    QTest::addColumn<QString>("kind");
    QTest::newRow("a real S3 server") << u"server"_s;
    QTest::newRow("S3") << u"s3"_s;
    QTest::newRow("Supabase") << u"supabase"_s;
}

//! What lies in the bucket, by storage path.
static QMap<QString, QByteArray> objectsOf(const Remote &remote, const testsupport::S3Server *server)
{
    if (server)
        return server->objects();
    QMap<QString, QByteArray> objects;
    const QByteArray root = remote.isS3 ? "cars/images/2026/" : "cars/";
    for (const QByteArray &path : remote.server->paths())
        objects.insert(QString::fromUtf8(path.mid(root.size())), remote.server->object(path).bytes);
    return objects;
}

void TestBuckets::theCatalogueGoesThere()
{
    QFETCH(QString, kind);
    QString why;
    if (kind == "server"_L1 && !testsupport::S3Server::isAvailable(&why))
        QSKIP(qPrintable(why));
    const Remote remote(kind != "supabase"_L1);
    core::Secrets secrets = remote.options.secrets;
    OriginFixture fixture(OriginFixture::sampleOptions());
    pipetest::Settings settings = pipetest::quickSettings();
    settings.insert(u"images.store"_s, remote.options.where);
    settings.insert(remote.isS3 ? u"images.s3_endpoint"_s : u"images.supabase_url"_s,
                    remote.server->address());
    settings.insert(u"net.per_host"_s, u"16"_s);
    std::unique_ptr<testsupport::S3Server> server;
    if (kind == "server"_L1) {
        server = std::make_unique<testsupport::S3Server>();
        QProcessEnvironment environment;
        testsupport::S3Server::addTo(environment);
        secrets = core::Secrets(environment);
        settings.insert(u"images.store"_s, u"s3://cars"_s);
        settings.insert(u"images.s3_endpoint"_s, server->address());
    }
    Desk desk(settings, secrets);
    (void)desk.importUrls(fixture.origin.listingUrls());
    QCOMPARE(desk.missingUrls(), QStringList());
    desk.close(); // what is still to be removed is removed now
    const QStringList rows = desk.rows().rows(u"SELECT storage_path, file_hash FROM vehicle_images"_s);
    QVERIFY(rows.size() > 300);
    const QMap<QString, QByteArray> objects = objectsOf(remote, server.get());
    QCOMPARE(objects.size(), rows.size());
    for (const QString &row : rows) {
        const QStringList cells = row.split(u'|');
        const QByteArray bytes = objects.value(cells[0]);
        QCOMPARE(QString::fromLatin1(QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex()),
                 cells[1]);
    }
    const QString strangers =
        u"SELECT count(*) FROM vehicles v WHERE v.primary_image_url IS NOT NULL AND NOT EXISTS "
        "(SELECT 1 FROM vehicle_images i WHERE i.image_url = v.primary_image_url)"_s;
    QCOMPARE(desk.count(strangers), 0);
    QVERIFY(desk.count(u"SELECT count(*) FROM vehicles WHERE primary_image_url IS NOT NULL"_s) > 30);
    QStringList left;
    for (const QString &file : pipetest::filesBelow(desk.filePath(u"."_s))) {
        if (file.contains(u".uploads/"_s))
            left.append(file);
    }
    QCOMPARE(left, QStringList());
}

void TestBuckets::aWorkerSaysWhyItStops()
{
    Remote remote(true);
    OriginFixture fixture;
    fixture.addListing(u"saab"_s, 5);
    pipetest::Settings settings = pipetest::quickSettings();
    settings.insert(u"images.store"_s, u"s3://boats"_s);
    settings.insert(u"images.s3_endpoint"_s, remote.options.s3Endpoint);
    Desk desk(settings, remote.options.secrets);
    pipeline::ImportRequest request;
    request.urls = fixture.origin.listingUrls();
    const pipetest::Imported imported = desk.import(request);
    QVERIFY(imported.error);
    QVERIFY2(imported.error->message.contains(u"There is no bucket boats at 127.0.0.1: create it"_s),
             qPrintable(imported.error->message));
    QCOMPARE(desk.rows().rows(u"SELECT status, retry_count FROM scrape_retry_queue WHERE step_name = "
                              "'backfill_images'"_s),
             QStringList(u"pending|0"_s));
    // Somebody makes the bucket: the queue was kept.
    remote.server->addBucket("boats");
    desk.rows().run(u"UPDATE scrape_retry_queue SET next_retry_at = '2020-01-01T00:00:00.000Z'"_s);
    QVERIFY(!desk.work().error);
    QCOMPARE(remote.server->paths().size(), 5);
}

void TestBuckets::theDoctorLooksForObjects()
{
    Remote remote(true);
    OriginFixture fixture;
    fixture.addListing(u"saab"_s, 5);
    pipetest::Settings settings = pipetest::quickSettings();
    settings.insert(u"images.store"_s, remote.options.where);
    settings.insert(u"images.s3_endpoint"_s, remote.options.s3Endpoint);
    Desk desk(settings, remote.options.secrets);
    (void)desk.importUrls(fixture.origin.listingUrls());
    const auto images = [&] {
        for (const pipeline::Check &check : pipeline::examine(desk.path(), remote.options.secrets)) {
            if (check.name == "image_files"_L1)
                return check;
        }
        return pipeline::Check();
    };
    const pipeline::Check whole = images();
    QCOMPARE(whole.level, pipeline::Check::Level::Ok);
    QVERIFY2(whole.detail.contains(u"All of 5 images"_s), qPrintable(whole.detail));
    QCOMPARE(remote.server->server().count("HEAD "), 5);
    remote.server->failNext(1, "HEAD", testsupport::S3Double::error(404, "NoSuchKey"));
    const pipeline::Check torn = images();
    QCOMPARE(torn.level, pipeline::Check::Level::Problem);
    QVERIFY2(torn.detail.contains(u"1 of 5 images are not there"_s), qPrintable(torn.detail));
    remote.server->failNext(1, "HEAD", {403});
    QVERIFY(images().advice.contains(u"run doctor again"_s));
}

QTEST_GUILESS_MAIN(TestBuckets)
#include "tst_buckets.moc"
