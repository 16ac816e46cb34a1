// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/s3protocol.h"
#include "media/supabaseprotocol.h"

#include <QtTest>

using media::S3Place;
using media::S3Protocol;
using media::SupabaseProtocol;
using namespace Qt::StringLiterals;

namespace {

const QDateTime kNow(QDate(2026, 3, 4), QTime(5, 6, 7), Qt::UTC);

QByteArray header(const net::Call &call, const QByteArray &name)
{
    for (const auto &[key, value] : call.headers) {
        if (key.toLower() == name.toLower())
            return value;
    }
    return {};
}

} // namespace

//! What is asked, without asking it.
class TestObjectProtocol : public QObject
{
    Q_OBJECT

private slots:
    void addressesOfS3_data();
    void addressesOfS3();
    void aUploadToS3CarriesItsHashes();
    void addressesOfSupabase();
};

void TestObjectProtocol::addressesOfS3_data()
{
    QTest::addColumn<S3Place>("place");
    QTest::addColumn<QString>("sent");
    QTest::addColumn<QByteArray>("host");
    QTest::addColumn<QString>("shown");
    const auto row = [](const char *name, const S3Place &place, const QString &sent, const QByteArray &host,
                        const QString &shown = {}) {
        QTest::newRow(name) << place << sent << host << (shown.isEmpty() ? sent : shown);
    };
    row("AWS", {u"cars"_s, {}, {}, u"eu-central-1"_s, {}, {}},
        u"https://cars.s3.eu-central-1.amazonaws.com/ab/c.jpg"_s, "cars.s3.eu-central-1.amazonaws.com");
    row("AWS without a region", {u"cars"_s, u"p/q"_s, {}, {}, {}, {}},
        u"https://cars.s3.us-east-1.amazonaws.com/p/q/ab/c.jpg"_s, "cars.s3.us-east-1.amazonaws.com");
    row("a bucket with a dot, which no certificate covers", {u"my.cars"_s, {}, {}, u"eu-west-1"_s, {}, {}},
        u"https://s3.eu-west-1.amazonaws.com/my.cars/ab/c.jpg"_s, "s3.eu-west-1.amazonaws.com");
    row("AWS in China", {u"cars"_s, {}, {}, u"cn-north-1"_s, {}, {}},
        u"https://cars.s3.cn-north-1.amazonaws.com.cn/ab/c.jpg"_s, "cars.s3.cn-north-1.amazonaws.com.cn");
    row("another provider", {u"cars"_s, {}, QUrl(u"https://s3.example.com"_s), u"auto"_s, {}, {}},
        u"https://s3.example.com/cars/ab/c.jpg"_s, "s3.example.com");
    row("a port", {u"cars"_s, u"p"_s, QUrl(u"http://127.0.0.1:9000/"_s), {}, {}, {}},
        u"http://127.0.0.1:9000/cars/p/ab/c.jpg"_s, "127.0.0.1:9000");
    row("a path in the endpoint",
        {u"cars"_s, {}, QUrl(u"https://x.supabase.co/storage/v1/s3/"_s), {}, {}, {}},
        u"https://x.supabase.co/storage/v1/s3/cars/ab/c.jpg"_s, "x.supabase.co");
    row("a CDN in front", {u"cars"_s, u"p"_s, {}, u"eu-west-1"_s, u"https://img.example.com"_s, {}},
        u"https://cars.s3.eu-west-1.amazonaws.com/p/ab/c.jpg"_s, "cars.s3.eu-west-1.amazonaws.com",
        u"https://img.example.com/p/ab/c.jpg"_s);
}

void TestObjectProtocol::addressesOfS3()
{
    QFETCH(S3Place, place);
    QFETCH(QString, sent);
    QFETCH(QByteArray, host);
    QFETCH(QString, shown);
    const S3Protocol protocol(place);
    const net::Call call = protocol.get(u"ab/c.jpg"_s, kNow);
    QCOMPARE(call.url.toString(QUrl::FullyEncoded), sent);
    QCOMPARE(header(call, "Host"), host);
    QCOMPARE(header(call, "X-Amz-Date"), "20260304T050607Z");
    const QString region = place.region.isEmpty() ? u"us-east-1"_s : place.region;
    QVERIFY(header(call, "Authorization")
                .contains(QByteArray("/20260304/" + region.toLatin1() + "/s3/aws4_request")));
    QCOMPARE(protocol.publicUrl(u"ab/c.jpg"_s), shown);
}

void TestObjectProtocol::aUploadToS3CarriesItsHashes()
{
    const S3Protocol protocol({u"cars"_s, {}, {}, {}, {}, {"id", "secret", "token"}});
    const net::Call call = protocol.put({u"ab/c.jpg"_s, u"/tmp/file"_s, 3, "image/jpeg",
                                         media::sha256Bytes("abc").toHex(), media::md5Bytes("abc").toHex()},
                                        kNow);
    QCOMPARE(call.verb, "PUT");
    QCOMPARE(call.bodyFile, u"/tmp/file"_s);
    QCOMPARE(header(call, "X-Amz-Content-Sha256"),
             "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    QCOMPARE(header(call, "Content-Md5"), "kAFQmDzST7DWlj99KOF/cg==");
    QCOMPARE(header(call, "X-Amz-Security-Token"), "token");
    QVERIFY(header(call, "Authorization")
                .contains("SignedHeaders=content-md5;content-type;host;x-amz-content-sha256;x-amz-date;"
                          "x-amz-security-token,"));
}

void TestObjectProtocol::addressesOfSupabase()
{
    const SupabaseProtocol protocol({u"vehicle-images"_s, QUrl(u"https://abc.supabase.co/"_s), "key"});
    // printf '%s' 'https://x/a.jpg|jpg' | sha1sum
    const QString path =
        protocol.pathOf(u"0f0f0f0f-0000-4000-8000-000000000001"_s, u"https://x/a.jpg"_s, u"jpg"_s);
    QCOMPARE(path, u"0f0f0f0f-0000-4000-8000-000000000001/bat_import/bat_import_"
                   "3630ac4bfa0f2e7aeb50b6cd5b769f66e35c982c.jpg"_s);
    QCOMPARE(protocol.publicUrl(path),
             QString(u"https://abc.supabase.co/storage/v1/object/public/vehicle-images/"_s + path));
    const net::Call call = protocol.put({path, u"/tmp/file"_s, 3, "image/jpeg", {}, {}}, kNow);
    QCOMPARE(call.verb, "POST");
    QCOMPARE(call.url.toString(),
             QString(u"https://abc.supabase.co/storage/v1/object/vehicle-images/"_s + path));
    QCOMPARE(header(call, "Authorization"), "Bearer key");
    QCOMPARE(header(call, "apikey"), "key");
    QCOMPARE(header(call, "Content-Type"), "image/jpeg");
    QCOMPARE(header(call, "x-upsert"), "true");
    QVERIFY(!protocol.pathOf(u"../../etc"_s, u"x"_s, u"jpg"_s).contains(u".."_s));
}

QTEST_GUILESS_MAIN(TestObjectProtocol)
#include "tst_objectprotocol.moc"
