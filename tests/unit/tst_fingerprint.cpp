// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fingerprint.h"

#include <QRegularExpression>
#include <QSet>
#include <QUuid>
#include <QtTest>

#include <random>

using core::Cause;
using core::fingerprintOf;
using namespace Qt::StringLiterals;

namespace {

//! Values of every kind that a message may name.
class Values
{
public:
    explicit Values(quint64 seed) : m_engine(seed) {}

    qint64 whole(qint64 least, qint64 most)
    {
        return std::uniform_int_distribution<qint64>(least, most)(m_engine);
    }
    QString text(const QString &characters, qint64 least, qint64 most)
    {
        QString all;
        for (qint64 left = whole(least, most); left > 0; --left)
            all += characters.at(whole(0, characters.size() - 1));
        return all;
    }
    QString of(const QString &kind)
    {
        if (kind == u"n")
            return number();
        if (kind == u"id")
            return id();
        if (kind == u"hash")
            return hash();
        if (kind == u"host")
            return host();
        if (kind == u"url")
            return url();
        return quoted();
    }
    //! The message with each {kind} replaced by a value of it.
    QString filled(const QString &form)
    {
        static const QRegularExpression kind(u"\\{([a-z]+)\\}"_s);
        QString message;
        qsizetype from = 0;
        for (auto matches = kind.globalMatch(form); matches.hasNext();) {
            const auto match = matches.next();
            message += form.mid(from, match.capturedStart() - from) + of(match.captured(1));
            from = match.capturedEnd();
        }
        return message + form.mid(from);
    }

private:
    QString digits(qint64 least, qint64 most) { return text(u"0123456789"_s, least, most); }
    QString letters(qint64 least, qint64 most)
    {
        return text(u"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"_s, least, most);
    }
    QString number()
    {
        switch (whole(0, 7)) {
        case 0:
            return QString::number(whole(-9, 9));
        case 1:
            return digits(1, 20);
        case 2:
            return digits(1, 3) + u',' + digits(3, 3);
        case 3:
            return QString::number(double(whole(-1'000'000, 1'000'000)) / 997.0);
        case 4:
            return digits(1, 6) + text(u"smkMGB"_s, 1, 2);
        case 5:
            return u"0x"_s + text(u"0123456789abcdef"_s, 1, 8);
        case 6:
            return u"2026-%1-%2T%3:00:00.123Z"_s.arg(digits(2, 2), digits(2, 2), digits(2, 2));
        default:
            return QString::number(double(whole(1, 1'000'000)) * 1e-12);
        }
    }
    QString id()
    {
        switch (whole(0, 4)) {
        case 0:
            return QUuid(quint32(whole(0, 0xffffffff)), quint16(whole(0, 0xffff)), quint16(whole(0, 0xffff)),
                         uchar(whole(0, 255)), uchar(whole(0, 255)), 3, 4, 5, 6, 7, uchar(whole(0, 255)))
                .toString(QUuid::WithoutBraces);
        case 1:
            return of(u"id"_s).toUpper();
        case 2: // a VIN
            return letters(2, 3).toUpper() + digits(14, 14);
        case 3:
            return letters(0, 8) + digits(1, 1) + letters(0, 8);
        default:
            return letters(1, 5) + u'_' + digits(3, 9);
        }
    }
    QString hash()
    {
        const qint64 lengths[] = {8, 32, 40, 64};
        const qint64 length = lengths[whole(0, 3)];
        const QString hex = text(whole(0, 20) == 0 ? u"abcdef"_s : u"0123456789abcdef"_s, length, length);
        return whole(0, 1) == 0 ? hex : hex.toUpper();
    }
    QString name()
    {
        QString all = letters(1, 8);
        for (qint64 left = whole(0, 3); left > 0; --left)
            all += text(u"-.0"_s, 1, 1).replace(u'0', u"7x"_s) + letters(1, 6);
        const QString ends[] = {u".com"_s, u".co.uk"_s, u".museum"_s, u".xn--p1ai"_s, u".example"_s};
        return all + ends[whole(0, 4)];
    }
    QString host()
    {
        const QString port = whole(0, 1) == 0 ? QString() : u':' + QString::number(whole(1, 65'535));
        const auto byte = [this] { return QString::number(whole(0, 255)); };
        const auto group = [this] { return QString::number(whole(0, 0xffff), 16); };
        switch (whole(0, 7)) {
        case 0:
            return byte() + u'.' + byte() + u'.' + byte() + u'.' + byte() + port;
        case 1:
            return u"[2001:db8::"_s + group() + u']' + port;
        case 2:
            return u"2001:db8::"_s + group() + u':' + group();
        case 3:
            return u"fe80:"_s + group() + u":1:2:3:4:5:"_s + group();
        case 4:
            return u"::ffff:"_s + byte() + u'.' + byte() + u".0.1"_s;
        case 5:
            return u"localhost"_s + port;
        case 6:
            return letters(1, 12) + u":8080"_s; // an alias of the local network
        default:
            return name() + port;
        }
    }
    QString url()
    {
        const QString schemes[] = {u"http"_s, u"https"_s, u"HTTPS"_s, u"ftp"_s};
        return schemes[whole(0, 3)] + u"://"_s + host() + u'/' +
               text(u"abcxyz019/._-~%'()@!$&*+,;=?#é"_s, 0, 40) + u'x';
    }
    QString quoted()
    {
        const QString inside = text(u"abc xyz 0189 .,:;/-_?!(){}é<>%"_s, 0, 30);
        switch (whole(0, 6)) {
        case 0:
            return u'"' + inside + u'"';
        case 1:
            return u'"' + inside + u"\\\""_s + inside + u'"';
        case 2:
            return u"'o'"_s + letters(1, 9) + u"'"_s;
        case 3:
            return u"“"_s + inside + u"”"_s;
        case 4:
            return u'`' + inside + u'`';
        case 5:
            return u"«"_s + inside + u"»"_s;
        default:
            return u'"' + url() + u'"';
        }
    }

    std::mt19937_64 m_engine;
};

//! What is said of failures here and by the libraries below, one of a kind.
const QStringList kForms = {
    u"{host} did not answer in time."_s,
    u"{host} refused the connection."_s,
    u"The name {host} cannot be resolved."_s,
    u"No secure connection to {host}: the certificate has expired."_s,
    u"No secure connection to {host}: the host name doesn't match {quoted}."_s,
    u"The answer of {host} ended before it was whole."_s,
    u"HTTP 503 from {host}"_s,
    u"HTTP 500 from {host}"_s,
    u"{n} of {n} images failed: HTTP 503 from {host}"_s,
    u"Status code: 404 ({url})"_s,
    u"Host {host}, try {n}: it isn't there"_s,
    u"The image has {n} × {n} pixels, over the limit."_s,
    u"VIN {id} belongs to vehicle {id} already."_s,
    u"Error transferring {url} - server replied: Not Found"_s,
    u"({url}) redirects in a circle"_s,
    u"checksum {hash} is not {hash}"_s,
    u"duplicate key value {quoted} violates {quoted}"_s,
    u"No such column {quoted} at line {n}, column {n}"_s,
    u"vehicle={id}; host={host}; sha={hash}"_s,
    u"timed out after {n} (limit {n})"_s,
    u"nothing that differs"_s,
};

} // namespace

class TestFingerprint : public QObject
{
    Q_OBJECT

private slots:
    void formIsVersioned();
    void whatDiffersIsLeftOut_data();
    void whatDiffersIsLeftOut();
    void whatMattersStays_data();
    void whatMattersStays();
    void everyStatusIsItsOwn();
    void everyCauseIsItsOwn();
    void everyFillingOfAFormIsOneAndNoOther();
    void longAndOddMessagesAreTaken();
};

void TestFingerprint::formIsVersioned()
{
    static const QRegularExpression form(u"^2-[0-9a-f]{12}$"_s);
    for (const QString &message : kForms + QStringList{QString(), u"\0"_s, u"\"'`“«[::"_s})
        QVERIFY(form.match(fingerprintOf(Cause::Timeout, message)).hasMatch());
}

void TestFingerprint::whatDiffersIsLeftOut_data()
{
    QTest::addColumn<QString>("one");
    QTest::addColumn<QString>("other");
    const auto row = [](const char *name, const QString &one, const QString &other) {
        QTest::newRow(name) << one << other;
    };
    row("case and blanks", u"It  FAILED\n"_s, u"it failed"_s);
    row("a host without a port", u"a.example.com refused."_s, u"localhost:81 refused."_s);
    row("a host with a path", u"a.example.com/b/c refused"_s, u"b.example refused"_s);
    row("a number with its unit", u"after 30000ms"_s, u"after 30 "_s);
    row("a number within a word", u"img_0012 is damaged"_s, u"7 is damaged"_s);
    row("a hash of letters only", u"file deadbeefcafe"_s, u"file 00112233"_s);
    row("an apostrophe in a value", u"no 'O'Brien' here"_s, u"no 'x' here"_s);
    row("a value cut off", u"the server said \"you must"_s, u"the server said \"no\""_s);
    row("an escaped quotation mark", u"said \"a \\\" b\" twice"_s, u"said \"\" twice"_s);
    row("a URL in quotes", u"at \"https://a.b/c d\" now"_s, u"at \"x\" now"_s);
}

void TestFingerprint::whatDiffersIsLeftOut()
{
    QFETCH(QString, one);
    QFETCH(QString, other);
    QCOMPARE(fingerprintOf(Cause::Tls, one), fingerprintOf(Cause::Tls, other));
}

void TestFingerprint::whatMattersStays_data()
{
    QTest::addColumn<QString>("one");
    QTest::addColumn<QString>("other");
    const auto row = [](const char *name, const QString &one, const QString &other) {
        QTest::newRow(name) << one << other;
    };
    row("words", u"it expired"_s, u"it is self-signed"_s);
    row("words between apostrophes", u"it isn't here and can't be read"_s,
        u"it isn't there and can't be read"_s);
    row("words after a value cut off by an apostrophe", u"a 5\" screw broke"_s, u"a 5\" screw bent"_s);
    row("words behind a host", u"a.b.com: refused"_s, u"a.b.com: reset"_s);
    row("what is a number and what is a host", u"1.5 failed"_s, u"a.example failed"_s);
    row("words of hexadecimal letters", u"it faded"_s, u"it decade"_s);
    row("a status after the version", u"HTTP/1.1 500"_s, u"HTTP/1.1 502"_s);
    row("a status in many words", u"HTTP status code: 500"_s, u"HTTP status code: 502"_s);
    row("a status no standard knows", u"HTTP 999 from a.com"_s, u"HTTP 998 from a.com"_s);
}

void TestFingerprint::whatMattersStays()
{
    QFETCH(QString, one);
    QFETCH(QString, other);
    QVERIFY(fingerprintOf(Cause::Tls, one) != fingerprintOf(Cause::Tls, other));
}

void TestFingerprint::everyStatusIsItsOwn()
{
    Values values(1);
    for (const QString &form : {u"HTTP %1 from {host}"_s, u"{n} of {n} images failed: HTTP %1 from {host}"_s,
                                u"{url}: status=%1"_s}) {
        QSet<QString> seen;
        for (int status = 100; status < 600; ++status) {
            const QString message = form.arg(status);
            const QString fingerprint = fingerprintOf(Cause::HttpError, values.filled(message));
            QCOMPARE(fingerprintOf(Cause::HttpError, values.filled(message)), fingerprint);
            seen.insert(fingerprint);
        }
        QCOMPARE(seen.size(), 500);
    }
}

void TestFingerprint::everyCauseIsItsOwn()
{
    for (const QString &form : kForms) {
        QSet<QString> seen;
        for (int cause = 0; cause < int(Cause::Count); ++cause)
            seen.insert(fingerprintOf(static_cast<Cause>(cause), form));
        QCOMPARE(seen.size(), int(Cause::Count));
    }
}

void TestFingerprint::everyFillingOfAFormIsOneAndNoOther()
{
    Values values(2);
    QSet<QString> seen;
    for (const QString &form : kForms) {
        const QString first = values.filled(form);
        const QString fingerprint = fingerprintOf(Cause::Connection, first);
        for (int i = 0; i < 400; ++i) {
            const QString message = values.filled(form);
            QVERIFY2(fingerprintOf(Cause::Connection, message) == fingerprint,
                     qPrintable(u"\n%1\n%2"_s.arg(first, message)));
        }
        QVERIFY2(!seen.contains(fingerprint), qPrintable(form));
        seen.insert(fingerprint);
    }
}

void TestFingerprint::longAndOddMessagesAreTaken()
{
    for (const char *part :
         {"a", "1", "a.", "1.", "-", "'a ", "\"", "“", "[", ":", "::", "a:", "http ", "a://"}) {
        const QString message = QString::fromUtf8(part).repeated(200'000);
        QElapsedTimer timer;
        timer.start();
        QCOMPARE(fingerprintOf(Cause::Timeout, message), fingerprintOf(Cause::Timeout, message));
        QVERIFY2(timer.elapsed() < 2000, part);
    }
    Values values(3);
    for (int i = 0; i < 3000; ++i) {
        const QString message = values.text(u"ab1 .:-/\"'`“”[]%\\\0\n<>é漢"_s, 0, 80);
        QCOMPARE(fingerprintOf(Cause::Timeout, u' ' + message.toUpper() + u'\n'),
                 fingerprintOf(Cause::Timeout, message));
    }
}

QTEST_GUILESS_MAIN(TestFingerprint)
#include "tst_fingerprint.moc"
