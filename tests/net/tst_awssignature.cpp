// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/awssignature.h"

#include <QtTest>

using media::AwsKeys;
using media::AwsRequest;
using media::NamedValues;

namespace {

constexpr auto kToken =
    "AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfpSPfIeoIYRqTflf"
    "KD8YUuwthAx7mSEI/qkPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQDYwT7WZ0wq5VSXDvp75YU9HFvlRd"
    "8Tx6q6fE8YQcHNVXAkiY9q6d+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZbqBAz+scqKmlzm8FDrypNC9Yjc8fPOLn9FX9KSYvKTr4rvx3i"
    "SIlTJabIQwj2ICCR/oLxBA==";

constexpr auto kLetters = "-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

//! What a request of AWS's test suite has in common with the others.
AwsRequest suiteRequest(const QByteArray &verb, const QByteArray &path, const NamedValues &query,
                        const NamedValues &further)
{
    NamedValues headers{{"Host", "example.amazonaws.com"}};
    headers.append(further);
    headers.append(std::pair(QByteArray("X-Amz-Date"), QByteArray("20150830T123600Z")));
    return {verb, path, query, headers, media::sha256Bytes({}).toHex()};
}

} // namespace

class TestAwsSignature : public QObject
{
    Q_OBJECT

private slots:
    void signsTheSuiteAsPublished_data();
    void signsTheSuiteAsPublished();
    void signsABodyAsPublished();
    void signsTheExamplesOfTheS3Reference_data();
    void signsTheExamplesOfTheS3Reference();
    void encodesAllButUnreservedCharacters();
};

//! aws-sig-v4-test-suite: those of its cases that speak of requests S3 knows (no path is normalised there).
void TestAwsSignature::signsTheSuiteAsPublished_data()
{
    QTest::addColumn<QByteArray>("verb");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<NamedValues>("query");
    QTest::addColumn<NamedValues>("headers");
    QTest::addColumn<QByteArray>("names");
    QTest::addColumn<QByteArray>("signature");
    const auto row = [](const char *name, const QByteArray &verb, const QByteArray &path,
                        const NamedValues &query, const NamedValues &headers, const QByteArray &names,
                        const QByteArray &signature) {
        QTest::newRow(name) << verb << path << query << headers << names << signature;
    };
    const QByteArray plain = "host;x-amz-date";
    const QByteArray one = "host;my-header1;x-amz-date";
    row("get-vanilla", "GET", "/", {}, {}, plain,
        "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31");
    row("get-header-key-duplicate", "GET", "/", {},
        {{"My-Header1", "value2"}, {"My-Header1", "value2"}, {"My-Header1", "value1"}}, one,
        "c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea");
    row("get-header-value-order", "GET", "/", {},
        {{"My-Header1", "value4"},
         {"My-Header1", "value1"},
         {"My-Header1", "value3"},
         {"My-Header1", "value2"}},
        one, "08c7e5a9acfcfeb3ab6b2185e75ce8b1deb5e634ec47601a50643f830c755c01");
    row("get-header-value-trim", "GET", "/", {},
        {{"My-Header1", " value1"}, {"My-Header2", " \"a   b   c\""}},
        "host;my-header1;my-header2;x-amz-date",
        "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736");
    row("get-unreserved", "GET", QByteArray("/") + kLetters, {}, {}, plain,
        "07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f");
    row("get-utf8", "GET", "/\xe1\x88\xb4", {}, {}, plain,
        "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85");
    row("get-space", "GET", "/example space/", {}, {}, plain,
        "652487583200325589f1fba4c7e578f72c47cb61beeca81406b39ddec1366741");
    row("get-vanilla-empty-query-key", "GET", "/", {{"Param1", "value1"}}, {}, plain,
        "a67d582fa61cc504c4bae71f336f98b97f1ea3c7a6bfe1b6e45aec72011b9aeb");
    row("get-vanilla-query-order-key", "GET", "/", {{"Param1", "value2"}, {"Param1", "Value1"}}, {}, plain,
        "eedbc4e291e521cf13422ffca22be7d2eb8146eecf653089df300a15b2382bd1");
    row("get-vanilla-query-order-key-case", "GET", "/", {{"Param2", "value2"}, {"Param1", "value1"}}, {},
        plain, "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500");
    row("get-vanilla-query-order-value", "GET", "/", {{"Param1", "value2"}, {"Param1", "value1"}}, {}, plain,
        "5772eed61e12b33fae39ee5e7012498b51d56abc0abb7c60486157bd471c4694");
    row("get-vanilla-query-unreserved", "GET", "/", {{kLetters, kLetters}}, {}, plain,
        "9c3e54bfcdf0b19771a7f523ee5669cdf59bc7cc0884027167c21bb143a40197");
    row("get-vanilla-utf8-query", "GET", "/", {{"\xe1\x88\xb4", "bar"}}, {}, plain,
        "2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04");
    row("post-vanilla", "POST", "/", {}, {}, plain,
        "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b");
    row("post-vanilla-query", "POST", "/", {{"Param1", "value1"}}, {}, plain,
        "28038455d6de14eafc1f9222cf5aa6f1a96197d7deb8263271d420d138af7f11");
    row("post-header-key-sort", "POST", "/", {}, {{"My-Header1", "value1"}}, one,
        "c5410059b04c1ee005303aed430f6e6645f61f4dc9e1461ec8f8916fdf18852c");
    row("post-header-value-case", "POST", "/", {}, {{"My-Header1", "VALUE1"}}, one,
        "cdbc9802e29d2942e5e10b5bccfdd67c5f22c7c4e8ae67b53629efa58b974b7d");
    row("post-sts-header-before", "POST", "/", {}, {{"X-Amz-Security-Token", kToken}},
        "host;x-amz-date;x-amz-security-token",
        "85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead");
}

void TestAwsSignature::signsTheSuiteAsPublished()
{
    QFETCH(QByteArray, verb);
    QFETCH(QByteArray, path);
    QFETCH(NamedValues, query);
    QFETCH(NamedValues, headers);
    QFETCH(QByteArray, names);
    QFETCH(QByteArray, signature);
    const AwsKeys keys{"AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", {}};
    QCOMPARE(
        media::awsAuthorization(suiteRequest(verb, path, query, headers), keys, "us-east-1", "service"),
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=" +
            names + ", Signature=" + signature);
}

//! post-x-www-form-urlencoded.
void TestAwsSignature::signsABodyAsPublished()
{
    AwsRequest request =
        suiteRequest("POST", "/", {}, {{"Content-Type", "application/x-www-form-urlencoded"}});
    request.payloadHash = media::sha256Bytes("Param1=value1").toHex();
    const AwsKeys keys{"AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", {}};
    QVERIFY(media::awsAuthorization(request, keys, "us-east-1", "service")
                .endsWith("Signature=ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a"));
}

//! "Examples: Signature Calculations" of the S3 API reference.
void TestAwsSignature::signsTheExamplesOfTheS3Reference_data()
{
    QTest::addColumn<QByteArray>("verb");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<NamedValues>("query");
    QTest::addColumn<NamedValues>("headers");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("signature");
    QTest::newRow("an object") << QByteArray("GET") << QByteArray("/test.txt") << NamedValues()
                               << NamedValues{{"Range", "bytes=0-9"}} << QByteArray()
                               << QByteArray(
                                      "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
    QTest::newRow("an upload") << QByteArray("PUT") << QByteArray("/test$file.text") << NamedValues()
                               << NamedValues{{"Date", "Fri, 24 May 2013 00:00:00 GMT"},
                                              {"x-amz-storage-class", "REDUCED_REDUNDANCY"}}
                               << QByteArray("Welcome to Amazon S3.")
                               << QByteArray(
                                      "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd");
    QTest::newRow("a setting of the bucket")
        << QByteArray("GET") << QByteArray("/") << NamedValues{{"lifecycle", ""}} << NamedValues()
        << QByteArray() << QByteArray("fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543");
    QTest::newRow("a list") << QByteArray("GET") << QByteArray("/")
                            << NamedValues{{"max-keys", "2"}, {"prefix", "J"}} << NamedValues()
                            << QByteArray()
                            << QByteArray("34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7");
}

void TestAwsSignature::signsTheExamplesOfTheS3Reference()
{
    QFETCH(QByteArray, verb);
    QFETCH(QByteArray, path);
    QFETCH(NamedValues, query);
    QFETCH(NamedValues, headers);
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, signature);
    const QByteArray hash = media::sha256Bytes(body).toHex();
    headers.append(NamedValues{{"Host", "examplebucket.s3.amazonaws.com"},
                               {"x-amz-content-sha256", hash},
                               {"x-amz-date", "20130524T000000Z"}});
    const AwsKeys keys{"AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", {}};
    const QByteArray header =
        media::awsAuthorization({verb, path, query, headers, hash}, keys, "us-east-1", "s3");
    QVERIFY(header.startsWith(
        "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, "
        "SignedHeaders="));
    QCOMPARE(header.mid(header.indexOf("Signature=") + 10), signature);
}

void TestAwsSignature::encodesAllButUnreservedCharacters()
{
    QCOMPARE(media::awsEncoded(kLetters), QByteArray(kLetters));
    QCOMPARE(media::awsEncoded("a b+c/\xc3\xa4"), QByteArray("a%20b%2Bc%2F%C3%A4"));
    QCOMPARE(media::awsEncoded("a/b c", true), QByteArray("a/b%20c"));
}

QTEST_GUILESS_MAIN(TestAwsSignature)
#include "tst_awssignature.moc"
