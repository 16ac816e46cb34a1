// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "storebench.h"
#include "testimages.h"

using core::Cause;
using media::StoreAnswer;
using media::StoreOptions;
using storetest::kUrl;
using storetest::kVehicle;
using storetest::Remote;
using storetest::StoreBench;
using testsupport::DoubleReply;
using testsupport::ObjectDouble;
using testsupport::S3Double;
using testsupport::SupabaseDouble;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

QByteArray sha256(const QByteArray &bytes)
{
    return QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex();
}

} // namespace

//! Both kinds of bucket, with servers that do not always mean well.
class TestRemoteStore : public QObject
{
    Q_OBJECT

private slots:
    void keepsAnImage_data();
    void keepsAnImage();
    void keepsALargeImage_data() { kinds(); }
    void keepsALargeImage();
    void nothingBadIsSent_data() { kinds(); }
    void nothingBadIsSent();
    void adoptsWhatIsThere_data() { kinds(); }
    void adoptsWhatIsThere();
    void adoptsUnderTheSuffixOfTheUrl();
    void doesNotAdoptWhatIsBroken_data() { kinds(); }
    void doesNotAdoptWhatIsBroken();
    void listsAVehicleOnce_data() { kinds(); }
    void listsAVehicleOnce();
    void listsInPages();
    void replacesAnObjectOfAnotherSize_data() { kinds(); }
    void replacesAnObjectOfAnotherSize();
    void sendsAgainWhatWasDamaged_data() { kinds(); }
    void sendsAgainWhatWasDamaged();
    void believesTheSizeWhereATagIsNoHash_data() { kinds(); }
    void believesTheSizeWhereATagIsNoHash();
    void triesAgainAndGetsThrough_data();
    void triesAgainAndGetsThrough();
    void leavesAStoreInPeaceThatIsAway_data() { kinds(); }
    void leavesAStoreInPeaceThatIsAway();
    void refusalsSayWhatToDo_data();
    void refusalsSayWhatToDo();
    void oneImageMayBeUnfit_data();
    void oneImageMayBeUnfit();
    void cancelEndsWhatIsUnderWay_data() { kinds(); }
    void cancelEndsWhatIsUnderWay();
    void goingAwayInTheMiddleIsFine_data() { kinds(); }
    void goingAwayInTheMiddleIsFine();
    void removesLater_data() { kinds(); }
    void removesLater();
    void probes_data();
    void probes();
    void namesThatCannotBe_data();
    void namesThatCannotBe();
    void keysAreNeverShown_data() { kinds(); }
    void keysAreNeverShown();

private:
    static void kinds()
    {
        QTest::addColumn<bool>("s3");
        QTest::newRow("S3") << true;
        QTest::newRow("Supabase") << false;
    }
};

void TestRemoteStore::keepsAnImage_data()
{
    QTest::addColumn<bool>("s3");
    QTest::addColumn<QByteArray>("format");
    for (const bool s3 : {true, false}) {
        for (const char *format : {"jpg", "png", "webp"})
            QTest::addRow("%s in %s", format, s3 ? "S3" : "Supabase") << s3 << QByteArray(format);
    }
}

void TestRemoteStore::keepsAnImage()
{
    QFETCH(bool, s3);
    QFETCH(QByteArray, format);
    Remote remote(s3);
    StoreBench bench(remote.options);
    const QByteArray bytes = drawnImage(format.constData());
    const StoreAnswer answer = bench.keep(bytes);
    QVERIFY(answer.image);
    const QByteArray path = remote.pathFor(QString::fromLatin1(format));
    QCOMPARE(remote.server->paths(), QList<QByteArray>{path});
    QCOMPARE(remote.server->object(path).bytes, bytes);
    QCOMPARE(remote.server->object(path).mimeType, answer.image->info.mimeType);
    const QString root = s3 ? u"cars/images/2026/"_s : u"cars/"_s;
    QCOMPARE(QString(root + answer.image->storagePath).toUtf8(), path);
    QCOMPARE(answer.image->fileHash.toLatin1(), sha256(bytes));
    QCOMPARE(answer.image->fileSize, bytes.size());
    QCOMPARE(answer.image->info.width, 64);
    const QString address = remote.server->address();
    QCOMPARE(bench.store->publicUrl(answer.image->storagePath),
             s3 ? QString(address + u'/' + QString::fromUtf8(path))
                : QString(address + u"/storage/v1/object/public/" + QString::fromUtf8(path)));
    QCOMPARE(bench.filesLeft(), QStringList());
}

void TestRemoteStore::keepsALargeImage()
{
    QFETCH(bool, s3);
    Remote remote(s3);
    StoreBench bench(remote.options);
    QImage image(2600, 2000, QImage::Format_RGB32);
    quint32 state = 1;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            state = state * 1664525 + 1013904223;
            image.setPixel(x, y, state | 0xff000000);
        }
    }
    QByteArray bytes;
    QBuffer buffer(&bytes);
    QVERIFY(buffer.open(QIODevice::WriteOnly) && image.save(&buffer, "png", 100));
    QVERIFY(bytes.size() > 10'000'000);
    const StoreAnswer answer = bench.keep(bytes);
    QVERIFY(answer.image);
    QVERIFY(remote.server->object(remote.pathFor(u"png"_s)).bytes == bytes);
}

void TestRemoteStore::nothingBadIsSent()
{
    QFETCH(bool, s3);
    Remote remote(s3);
    StoreBench bench(remote.options);
    const QByteArray jpeg = drawnImage("jpg");
    QCOMPARE(bench.keep("<html>hello</html>").fault->cause, Cause::NotAnImage);
    QCOMPARE(bench.keep(jpeg.left(jpeg.size() / 2)).fault->cause, Cause::Truncated);
    QCOMPARE(bench.keep({}).fault->cause, Cause::Empty);
    QCOMPARE(remote.server->server().requests().size(), 0);
    QCOMPARE(bench.filesLeft(), QStringList());
}

void TestRemoteStore::adoptsWhatIsThere()
{
    QFETCH(bool, s3);
    Remote remote(s3);
    StoreBench bench(remote.options);
    QVERIFY(bench.adopt().isDone());
    QVERIFY(!bench.adopt().image);
    const QByteArray bytes = drawnImage("png");
    remote.server->put(remote.pathFor(u"png"_s), bytes);
    QCOMPARE(bench.open(), QString()); // the next run
    const StoreAnswer answer = bench.adopt();
    QVERIFY(answer.image);
    QCOMPARE(answer.image->fileHash.toLatin1(), sha256(bytes));
    QCOMPARE(answer.image->info.mimeType, "image/png");
    QVERIFY(remote.pathFor(u"png"_s).endsWith(answer.image->storagePath.toUtf8()));
    QCOMPARE(remote.uploads(), 0);
    QCOMPARE(bench.filesLeft(), QStringList());
}

//! The system around a Supabase bucket takes the extension from the URL, whatever the bytes are.
void TestRemoteStore::adoptsUnderTheSuffixOfTheUrl()
{
    Remote remote(false);
    StoreBench bench(remote.options);
    remote.server->put(remote.pathFor(u"jpeg"_s), drawnImage("png"));
    const StoreAnswer answer = bench.adopt();
    QVERIFY(answer.image);
    QCOMPARE(answer.image->info.suffix, u"png"_s);
    QVERIFY(answer.image->storagePath.endsWith(u".jpeg"_s));
}

void TestRemoteStore::doesNotAdoptWhatIsBroken()
{
    QFETCH(bool, s3);
    Remote remote(s3);
    const QByteArray jpeg = drawnImage("jpg");
    const QByteArray path = remote.pathFor(u"jpg"_s);
    remote.server->put(path, jpeg.left(jpeg.size() / 2));
    StoreBench bench(remote.options);
    const StoreAnswer answer = bench.adopt();
    QVERIFY(answer.isDone());
    QVERIFY(!answer.image);
    QCOMPARE(remote.server->paths(), QList<QByteArray>{path}); // whose it is, nobody knows
}

void TestRemoteStore::listsAVehicleOnce()
{
    QFETCH(bool, s3);
    Remote remote(s3);
    StoreBench bench(remote.options);
    int answers = 0;
    for (int i = 0; i < 30; ++i)
        bench.images->adopt(u"https://example.org/%1.jpg"_s.arg(i),
                            [&answers](const StoreAnswer &) { ++answers; });
    QTRY_COMPARE(answers, 30);
    QCOMPARE(remote.server->server().requests().size(), 1);
}

void TestRemoteStore::listsInPages()
{
    Remote remote(true);
    static_cast<S3Double *>(remote.server.get())->pageSize = 2;
    const QByteArray bytes = drawnImage("png");
    for (int i = 0; i < 5; ++i)
        remote.server->put(remote.pathFor(u"png"_s, u"https://example.org/%1"_s.arg(i)), bytes);
    StoreBench bench(remote.options);
    for (int i = 0; i < 5; ++i)
        QVERIFY(bench.adopt(u"https://example.org/%1"_s.arg(i)).image);
    QCOMPARE(remote.server->server().count("GET /cars/images"), 5);
    QCOMPARE(remote.server->server().requests().size(), 3 + 5);
}

void TestRemoteStore::replacesAnObjectOfAnotherSize()
{
    QFETCH(bool, s3);
    Remote remote(s3);
    const QByteArray path = remote.pathFor(u"jpg"_s);
    remote.server->put(path, "half");
    StoreBench bench(remote.options);
    const QByteArray bytes = drawnImage("jpg");
    QVERIFY(bench.keep(bytes).image);
    QCOMPARE(remote.server->object(path).bytes, bytes);
}

void TestRemoteStore::sendsAgainWhatWasDamaged()
{
    QFETCH(bool, s3);
    Remote remote(s3);
    StoreBench bench(remote.options);
    const QByteArray bytes = drawnImage("jpg");
    remote.server->damageNext(1);
    QVERIFY(bench.keep(bytes).image);
    QCOMPARE(remote.server->object(remote.pathFor(u"jpg"_s)).bytes, bytes);
    QCOMPARE(remote.uploads(), 2);
    remote.server->damageNext(100);
    const StoreAnswer answer = bench.keep(bytes);
    QVERIFY(!answer.image);
    QCOMPARE(answer.fault->cause, Cause::Storage);
}

void TestRemoteStore::believesTheSizeWhereATagIsNoHash()
{
    QFETCH(bool, s3);
    Remote remote(s3);
    remote.server->setMd5Tags(false);
    StoreBench bench(remote.options);
    QVERIFY(bench.keep(drawnImage("jpg")).image);
    QCOMPARE(remote.server->server().requests().last().verb, "HEAD");
}

void TestRemoteStore::triesAgainAndGetsThrough_data()
{
    QTest::addColumn<bool>("s3");
    QTest::addColumn<QString>("kind");
    for (const bool s3 : {true, false}) {
        for (const char *kind : {"500", "503", "lost answer", "cut upload", "slow down", "too many"})
            QTest::addRow("%s from %s", kind, s3 ? "S3" : "Supabase") << s3 << QString::fromLatin1(kind);
    }
}

void TestRemoteStore::triesAgainAndGetsThrough()
{
    QFETCH(bool, s3);
    QFETCH(QString, kind);
    Remote remote(s3);
    StoreBench bench(remote.options);
    QByteArray bytes = drawnImage("jpg", 900, 700);
    ObjectDouble &server = *remote.server;
    if (kind == "500"_L1)
        server.failNext(2, remote.upload(), S3Double::error(500, "InternalError"));
    else if (kind == "503"_L1)
        server.failNext(3, remote.upload(), DoubleReply{503, "busy", {}, DoubleReply::End::Close});
    else if (kind == "lost answer"_L1)
        server.loseAnswers(1, remote.upload());
    else if (kind == "cut upload"_L1)
        server.server().cutUploads(2, 1000);
    else if (kind == "slow down"_L1)
        server.failNext(1, remote.upload(), S3Double::error(503, "SlowDown"));
    else
        server.failNext(1, remote.upload(),
                        DoubleReply{429, {}, "Retry-After: 0\r\n", DoubleReply::End::KeepAlive});
    const StoreAnswer answer = bench.keep(bytes);
    QVERIFY(answer.image);
    QCOMPARE(server.object(remote.pathFor(u"jpg"_s)).bytes, bytes);
}

void TestRemoteStore::leavesAStoreInPeaceThatIsAway()
{
    QFETCH(bool, s3);
    Remote remote(s3);
    QDateTime now = QDateTime::currentDateTimeUtc();
    remote.options.clock = [&now] { return now; };
    StoreBench bench(remote.options);
    remote.server->failNext(8, {}, S3Double::error(503, "ServiceUnavailable"));
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"cannot at present.*wait and use no attempt"_s));
    StoreAnswer answer = bench.keep(drawnImage("jpg"));
    QCOMPARE(answer.pause, std::optional<std::chrono::milliseconds>(30s));
    QVERIFY(answer.message.contains(u"HTTP 503"_s));
    QCOMPARE(remote.server->server().requests().size(), 4);
    now = now.addSecs(10);
    answer = bench.adopt();
    QCOMPARE(answer.pause, std::optional<std::chrono::milliseconds>(20s));
    QCOMPARE(remote.server->server().requests().size(), 4); // nobody knocked
    now = now.addSecs(21);
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"wait and use no attempt"_s));
    answer = bench.adopt();
    QCOMPARE(answer.pause, std::optional<std::chrono::milliseconds>(60s)); // a longer one
    now = now.addSecs(61);
    QVERIFY(bench.keep(drawnImage("jpg")).image);
    remote.server->failNext(4, {}, S3Double::error(503, "ServiceUnavailable"));
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"wait and use no attempt"_s));
    QCOMPARE(bench.keep(drawnImage("jpg")).pause, std::optional<std::chrono::milliseconds>(30s));
}

void TestRemoteStore::refusalsSayWhatToDo_data()
{
    QTest::addColumn<bool>("s3");
    QTest::addColumn<DoubleReply>("reply");
    QTest::addColumn<QString>("says");
    const auto s3 = [](const char *name, const DoubleReply &reply, const QString &says) {
        QTest::newRow(name) << true << reply << says;
    };
    s3("the bucket does not exist", S3Double::error(404, "NoSuchBucket"),
       u"There is no bucket cars at 127.0.0.1: create it, or name another in images.store."_s);
    s3("an unknown key", S3Double::error(403, "InvalidAccessKeyId"),
       u"does not know the key in AWS_ACCESS_KEY_ID"_s);
    s3("a wrong secret", S3Double::error(403, "SignatureDoesNotMatch"),
       u"AWS_SECRET_ACCESS_KEY does not belong to AWS_ACCESS_KEY_ID"_s);
    s3("keys that have run out", S3Double::error(400, "ExpiredToken"), u"have run out: get new ones"_s);
    s3("rights that are missing", S3Double::error(403, "AccessDenied"),
       u"they need s3:ListBucket, s3:GetObject"_s);
    s3("a wrong region, with the right one",
       S3Double::error(400, "AuthorizationHeaderMalformed", "<Region>eu-central-1</Region>"),
       u"The bucket cars is in the region eu-central-1, not us-east-1: set images.s3_region."_s);
    s3("a redirect to another region",
       DoubleReply{301, "<Error><Code>PermanentRedirect</Code></Error>", "x-amz-bucket-region: eu-west-1\r\n",
                   DoubleReply::End::KeepAlive},
       u"is in the region eu-west-1"_s);
    s3("a clock that is wrong",
       DoubleReply{403, "<Error><Code>RequestTimeTooSkewed</Code></Error>",
                   "Date: Fri, 24 May 2013 00:00:00 GMT\r\n", DoubleReply::End::KeepAlive},
       u"minutes: set it right (NTP)"_s);
    s3("a full bucket", S3Double::error(403, "QuotaExceeded"), u"There is no room left in the bucket cars"_s);
    s3("a full MinIO", S3Double::error(507, "XMinioStorageFull"), u"There is no room left"_s);
    s3("something new", S3Double::error(400, "SomethingNew"), u"refuses (HTTP 400 SomethingNew)"_s);
    const auto supabase = [](const char *name, int status, const char *error, const char *message,
                             const QString &says) {
        QTest::newRow(name) << false << SupabaseDouble::error(status, error, message) << says;
    };
    supabase("no such bucket in the project", 404, "Bucket not found", "Bucket not found",
             u"There is no bucket cars in the project"_s);
    supabase("a key that is none", 403, "Unauthorized", "Invalid Compact JWS",
             u"does not take the key in SUPABASE_"_s);
    supabase("a key that has run out", 400, "InvalidJWT", "jwt expired", u"it has run out"_s);
    supabase("the key of anon", 403, "Unauthorized", "new row violates row-level security policy",
             u"use the service role's key, not that of anon"_s);
    supabase("a quota that is used up", 402, "exceed_storage_size_quota", "Service restricted",
             u"used up its quota"_s);
    supabase("something else", 400, "InvalidRequest", "Something", u"refuses (HTTP 400"_s);
}

void TestRemoteStore::refusalsSayWhatToDo()
{
    QFETCH(bool, s3);
    QFETCH(DoubleReply, reply);
    QFETCH(QString, says);
    Remote remote(s3);
    remote.server->failNext(2, {}, reply);
    StoreBench bench(remote.options);
    const StoreAnswer adopted = bench.adopt();
    const StoreAnswer kept = bench.keep(drawnImage("jpg"));
    for (const StoreAnswer &answer : {adopted, kept}) {
        QVERIFY(answer.fault);
        QCOMPARE(answer.fault->cause, Cause::Storage);
        QVERIFY2(answer.fault->message.contains(says), qPrintable(answer.fault->message));
    }
    QCOMPARE(remote.server->server().requests().size(), 2); // each once
}

void TestRemoteStore::oneImageMayBeUnfit_data()
{
    QTest::addColumn<bool>("s3");
    QTest::addColumn<QByteArray>("format");
    QTest::addColumn<int>("cause");
    QTest::newRow("too large for S3") << true << QByteArray("png") << int(Cause::TooLarge);
    QTest::newRow("too large for Supabase") << false << QByteArray("png") << int(Cause::TooLarge);
    QTest::newRow("a kind that Supabase refuses") << false << QByteArray("webp") << int(Cause::HttpError);
}

void TestRemoteStore::oneImageMayBeUnfit()
{
    QFETCH(bool, s3);
    QFETCH(QByteArray, format);
    QFETCH(int, cause);
    Remote remote(s3);
    if (s3) {
        remote.server->failNext(1, "PUT", S3Double::error(400, "EntityTooLarge"));
    } else {
        static_cast<SupabaseDouble *>(remote.server.get())->sizeLimit = 10'000;
        static_cast<SupabaseDouble *>(remote.server.get())->refusedType = "image/webp";
    }
    StoreBench bench(remote.options);
    const StoreAnswer answer = bench.keep(drawnImage(format.constData(), format == "png" ? 400 : 20, 300));
    QVERIFY(answer.fault);
    QCOMPARE(int(answer.fault->cause), cause);
    QVERIFY(bench.keep(drawnImage("jpg", 20, 20)).image); // the next one is none
    QCOMPARE(bench.filesLeft(), QStringList());
}

void TestRemoteStore::cancelEndsWhatIsUnderWay()
{
    QFETCH(bool, s3);
    Remote remote(s3);
    remote.options.firstWait = 60s;
    StoreBench bench(remote.options);
    QList<StoreAnswer> answers;
    const auto done = [&answers](const StoreAnswer &answer) { answers.append(answer); };
    remote.server->failNext(2, {}, DoubleReply{200, {}, {}, DoubleReply::End::Hang});
    remote.server->failNext(1, {}, S3Double::error(500, "InternalError"));
    for (int i = 0; i < 3; ++i) {
        const auto sink = bench.images->sinkFor(QString::number(i));
        QVERIFY(!storetest::pour(*sink, drawnImage("jpg")));
        bench.images->keep(sink, done);
    }
    QTRY_COMPARE(remote.server->server().requests().size(), 3);
    QTest::qWait(50); // until the one that failed waits for its next try
    bench.images->cancel();
    QTRY_COMPARE(answers.size(), 3);
    for (const StoreAnswer &answer : answers)
        QCOMPARE(answer.fault->cause, Cause::Cancelled);
    QTRY_COMPARE(bench.filesLeft(), QStringList());
    // What was received a moment too late is not sent any more.
    QCOMPARE(bench.keep(drawnImage("jpg")).fault->cause, Cause::Cancelled);
    QCOMPARE(bench.adopt().fault->cause, Cause::Cancelled);
    QCOMPARE(remote.server->server().requests().size(), 3);
}

void TestRemoteStore::goingAwayInTheMiddleIsFine()
{
    QFETCH(bool, s3);
    Remote remote(s3);
    remote.server->failNext(2, {}, DoubleReply{200, {}, {}, DoubleReply::End::Hang});
    int answers = 0;
    {
        StoreBench bench(remote.options);
        bench.images->adopt(kUrl, [&answers](const StoreAnswer &) { ++answers; });
        const auto sink = bench.images->sinkFor(kUrl);
        QVERIFY(!storetest::pour(*sink, drawnImage("jpg")));
        bench.images->keep(sink, [&answers](const StoreAnswer &) { ++answers; });
        QTRY_COMPARE(remote.server->server().requests().size(), 2);
        bench.images.reset();
        QTest::qWait(20);
    }
    QCOMPARE(answers, 0);
    // A callback may destroy the object it comes from.
    StoreBench bench(remote.options);
    for (int i = 0; i < 3; ++i) {
        bench.images->adopt(kUrl, [&](const StoreAnswer &) {
            ++answers;
            bench.images.reset();
        });
    }
    QTRY_COMPARE(answers, 1);
}

void TestRemoteStore::removesLater()
{
    QFETCH(bool, s3);
    Remote remote(s3);
    StoreBench bench(remote.options);
    const StoreAnswer answer = bench.keep(drawnImage("jpg"));
    QVERIFY(answer.image);
    const QStringList path(answer.image->storagePath);
    QCOMPARE(*bench.store->missing(path), QStringList());
    QVERIFY(bench.store->remove(answer.image->storagePath));
    QTRY_COMPARE(remote.server->paths(), QList<QByteArray>());
    QCOMPARE(*bench.store->missing(path), path);
    QVERIFY(bench.store->remove(answer.image->storagePath)); // nothing there is no error
    QVERIFY(bench.store->remove(u"../elsewhere"_s));
    QTest::qWait(50);
    QCOMPARE(remote.server->server().count("DELETE "), 2);
}

void TestRemoteStore::probes_data()
{
    QTest::addColumn<bool>("s3");
    QTest::addColumn<QString>("where");
    QTest::addColumn<QString>("says"); // empty: it works
    QTest::newRow("S3") << true << QString() << QString();
    QTest::newRow("S3 without a prefix") << true << u"s3://cars"_s << QString();
    QTest::newRow("Supabase") << false << QString() << QString();
    QTest::newRow("no such bucket in S3") << true << u"s3://boats/images"_s << u"There is no bucket boats"_s;
    QTest::newRow("no such bucket in Supabase")
        << false << u"supabase://boats"_s << u"There is no bucket boats"_s;
}

void TestRemoteStore::probes()
{
    QFETCH(bool, s3);
    QFETCH(QString, where);
    QFETCH(QString, says);
    Remote remote(s3, where);
    StoreBench bench(remote.options);
    QVERIFY(bench.store->check());
    const auto works = bench.store->probe();
    QCOMPARE(bool(works), says.isEmpty());
    if (!works)
        QVERIFY2(works.error().message.contains(says), qPrintable(works.error().message));
    QCOMPARE(remote.server->paths(), QList<QByteArray>());
    QCOMPARE(bench.filesLeft(), QStringList());
    QCOMPARE(bool(media::createImageStore(bench.options)), says.isEmpty());
}

void TestRemoteStore::namesThatCannotBe_data()
{
    QTest::addColumn<QString>("where");
    QTest::addColumn<QString>("address");
    QTest::addColumn<QString>("says");
    QTest::newRow("no bucket") << u"s3://"_s << QString() << u"s3://bucket/prefix"_s;
    QTest::newRow("a way up") << u"s3://cars/../x"_s << QString() << u"s3://bucket/prefix"_s;
    QTest::newRow("a letter that is written differently")
        << u"s3://cars/\u00e4"_s << QString() << u"s3://bucket"_s;
    QTest::newRow("keys in the name") << u"s3://id:secret@cars"_s << QString() << u"s3://bucket/prefix"_s;
    QTest::newRow("an endpoint that is none")
        << u"s3://cars"_s << u"localhost:9000"_s << u"images.s3_endpoint"_s;
    QTest::newRow("an endpoint with a key") << u"s3://cars"_s << u"http://id:k@host"_s << u"without keys"_s;
    QTest::newRow("no keys") << u"s3://cars"_s << u"http://host"_s
                             << u"AWS_ACCESS_KEY_ID is needed to keep images"_s;
    QTest::newRow("no project") << u"supabase://cars"_s << QString() << u"SUPABASE_URL"_s;
    QTest::newRow("a folder in the bucket")
        << u"supabase://cars/x"_s << u"https://host"_s << u"supabase://bucket"_s;
    QTest::newRow("a project over http") << u"supabase://cars"_s << u"http://host"_s << u"over https only"_s;
    QTest::newRow("no service key") << u"supabase://cars"_s << u"https://host"_s
                                    << u"SUPABASE_SERVICE_ROLE_KEY"_s;
    QTest::newRow("something else") << u"ftp://host/x"_s << QString() << u"ftp:// is none of these"_s;
}

void TestRemoteStore::namesThatCannotBe()
{
    QFETCH(QString, where);
    QFETCH(QString, address);
    QFETCH(QString, says);
    StoreOptions options;
    options.where = where;
    options.s3Endpoint = address;
    options.supabaseUrl = address;
    options.secrets = core::Secrets(QProcessEnvironment());
    const auto opened = media::openImageStore(options);
    QVERIFY(!opened);
    QCOMPARE(opened.error().code, core::ErrorCode::Usage);
    QVERIFY2(opened.error().message.contains(says), qPrintable(opened.error().message));
    QVERIFY(!opened.error().message.contains(u"secret"_s) || !where.contains(u'@'));
}

void TestRemoteStore::keysAreNeverShown()
{
    QFETCH(bool, s3);
    Remote remote(s3);
    const QByteArray secret = s3 ? QByteArray("not-to-be-seen") : QByteArray(SupabaseDouble::kServiceKey);
    // A server that says them back.
    remote.server->failNext(2, {},
                            S3Double::error(400, secret, "<StringToSign>" + secret + "</StringToSign>"));
    StoreBench bench(remote.options);
    const StoreAnswer answer = bench.adopt();
    QVERIFY(answer.fault);
    QVERIFY(!answer.fault->message.contains(QString::fromLatin1(secret)));
    const auto requests = remote.server->server().requests();
    QVERIFY(!s3 || !requests.first().headers.value("authorization").contains(secret));
}

QTEST_GUILESS_MAIN(TestRemoteStore)
#include "tst_remotestore.moc"
