// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/addresscheck.h"
#include "net/httprules.h"

#include <QTest>

using namespace net;

class TestAddressCheck : public QObject
{
    Q_OBJECT

private slots:
    void knowsForbiddenAddresses_data();
    void knowsForbiddenAddresses();
    void decodesLiteralHosts_data();
    void decodesLiteralHosts();
    void judgesUrls_data();
    void judgesUrls();
    void judgesResolvedAddresses_data();
    void judgesResolvedAddresses();
    void judgesWhatAProxyWillResolve_data();
    void judgesWhatAProxyWillResolve();
    void reportsAllowEntriesThatMeanNothing();
    void namesGatesByHostAndPort_data();
    void namesGatesByHostAndPort();
    void findsRedirectTargets_data();
    void findsRedirectTargets();
};

void TestAddressCheck::knowsForbiddenAddresses_data()
{
    QTest::addColumn<QString>("address");
    QTest::addColumn<bool>("forbidden");
    const auto row = [](const char *name, const char *address, bool forbidden) {
        QTest::newRow(name) << QString::fromLatin1(address) << forbidden;
    };
    row("a public IPv4 address may be reached", "93.184.216.34", false);
    row("this network is forbidden", "0.1.2.3", true);
    row("10/8 is forbidden", "10.255.255.255", true);
    row("9.255.255.255 lies before 10/8", "9.255.255.255", false);
    row("11.0.0.0 lies after 10/8", "11.0.0.0", false);
    row("carrier NAT is forbidden", "100.64.0.1", true);
    row("carrier NAT ends at 100.127", "100.128.0.1", false);
    row("loopback is forbidden in all of 127/8", "127.200.3.4", true);
    row("link-local with cloud metadata is forbidden", "169.254.169.254", true);
    row("172.16/12 is forbidden at its start", "172.16.0.1", true);
    row("172.16/12 is forbidden at its end", "172.31.255.255", true);
    row("172.32.0.0 lies after it", "172.32.0.0", false);
    row("192.0.0/24 is forbidden", "192.0.0.170", true);
    row("192.0.1.0 is not", "192.0.1.0", false);
    row("the first documentation net is forbidden", "192.0.2.1", true);
    row("192.168/16 is forbidden", "192.168.1.1", true);
    row("benchmark nets are forbidden", "198.19.255.255", true);
    row("the second documentation net is forbidden", "198.51.100.7", true);
    row("the third documentation net is forbidden", "203.0.113.7", true);
    row("multicast is forbidden", "239.1.2.3", true);
    row("the reserved end is forbidden", "240.0.0.1", true);
    row("broadcast is forbidden", "255.255.255.255", true);
    row("a public IPv6 address may be reached", "2606:2800:220:1:248:1893:25c8:1946", false);
    row("the unspecified IPv6 address is forbidden", "::", true);
    row("IPv6 loopback is forbidden", "::1", true);
    row("the discard prefix is forbidden", "100::1", true);
    row("Teredo is forbidden", "2001:0:1234::1", true);
    row("ORCHID is forbidden", "2001:10::1", true);
    row("ORCHID 2 is forbidden", "2001:2f::1", true);
    row("2001:30:: lies after it", "2001:30::1", false);
    row("IPv6 documentation is forbidden", "2001:db8::1", true);
    row("6to4 is forbidden", "2002:808:808::1", true);
    row("unique local addresses are forbidden", "fd12:3456::1", true);
    row("IPv6 link-local is forbidden", "fe80::1", true);
    row("the end of IPv6 link-local is forbidden", "febf::1", true);
    row("an address with a scope is forbidden", "2606:2800::1%eth0", true);
    row("the old site-local range is forbidden", "fec0::1", true);
    row("IPv6 multicast is forbidden", "ff02::1", true);
    row("a mapped loopback is forbidden", "::ffff:127.0.0.1", true);
    row("a mapped private address in hexadecimal is forbidden", "::ffff:a00:1", true);
    row("a mapped public address may be reached", "::ffff:8.8.8.8", false);
    row("a compatible loopback is forbidden", "::127.0.0.1", true);
    row("NAT64 of a private address is forbidden", "64:ff9b::10.0.0.1", true);
    row("NAT64 of a public address may be reached", "64:ff9b::8.8.8.8", false);
    row("local NAT64 of a private address is forbidden", "64:ff9b:1:a00:0:100::", true);
    row("local NAT64 with the address at the end is forbidden", "64:ff9b:1::192.168.0.1", true);
}

void TestAddressCheck::knowsForbiddenAddresses()
{
    QFETCH(QString, address);
    QFETCH(bool, forbidden);
    const QHostAddress parsed(address);
    QVERIFY(!parsed.isNull());
    QCOMPARE(isForbiddenAddress(parsed), forbidden);
}

void TestAddressCheck::decodesLiteralHosts_data()
{
    QTest::addColumn<QString>("host");
    QTest::addColumn<QString>("address");
    const auto row = [](const char *name, const char *host, const char *address) {
        QTest::newRow(name) << QString::fromLatin1(host) << QString::fromLatin1(address);
    };
    row("a dotted quad is itself", "127.0.0.1", "127.0.0.1");
    row("a trailing dot changes nothing", "127.0.0.1.", "127.0.0.1");
    row("two parts: the second fills three bytes", "127.1", "127.0.0.1");
    row("three parts: the third fills two bytes", "192.168.257", "192.168.1.1");
    row("one decimal number is an address", "2130706433", "127.0.0.1");
    row("one hexadecimal number is an address", "0x7f000001", "127.0.0.1");
    row("one octal number is an address", "017700000001", "127.0.0.1");
    row("octal parts are octal", "0177.0.0.01", "127.0.0.1");
    row("bases may be mixed", "0x7F.0.0.1", "127.0.0.1");
    row("a bare 0x is zero", "0x7f.0.0x.1", "127.0.0.1");
    row("IPv6 in brackets", "[::1]", "::1");
    row("IPv6 without brackets", "fe80::1", "fe80::1");
    row("a name is no address", "example.org", "");
    row("a part over 255 is no address", "256.1.1.1", "");
    row("a number over 32 bits is no address", "4294967296", "");
    row("five parts are no address", "1.2.3.4.5", "");
    row("an empty part is no address", "1..2", "");
    row("nine is no octal digit", "09.1.1.1", "");
    row("a sign is no digit", "+1.2.3.4", "");
    row("nothing is no address", "", "");
}

void TestAddressCheck::decodesLiteralHosts()
{
    QFETCH(QString, host);
    QFETCH(QString, address);
    const auto literal = literalAddress(host);
    QCOMPARE(literal.has_value(), !address.isEmpty());
    if (literal)
        QCOMPARE(*literal, QHostAddress(address));
}

void TestAddressCheck::judgesUrls_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("allow");
    QTest::addColumn<bool>("passes");
    const auto row = [](const char *name, const char *url, const char *allow, bool passes) {
        QTest::newRow(name) << QString::fromLatin1(url) << QString::fromLatin1(allow) << passes;
    };
    row("http to a name passes", "http://example.org/a?b", "", true);
    row("https to a name passes", "https://example.org/a", "", true);
    row("ftp is refused", "ftp://example.org/a", "", false);
    row("file is refused", "file:///etc/passwd", "", false);
    row("data is refused", "data:text/plain,hi", "", false);
    row("javascript is refused", "javascript:alert(1)", "", false);
    row("a relative URL is refused", "/a/b.jpg", "", false);
    row("no URL at all is refused", "", "", false);
    row("a user name is refused", "http://user@example.org/", "", false);
    row("an empty user name is refused", "http://@example.org/", "", false);
    row("an encoded line break in the path is refused", "http://example.org/a%0d%0aHost:b", "", false);
    row("an encoded NUL in the query is refused", "http://example.org/a?b=%00", "", false);
    row("loopback is refused", "http://127.0.0.1/", "", false);
    row("loopback in octal is refused", "http://0177.0.0.1/", "", false);
    row("loopback in hexadecimal is refused", "http://0x7f.1/", "", false);
    row("loopback as one number is refused", "http://2130706433/", "", false);
    row("loopback in full-width digits is refused", "http://%EF%BC%91%EF%BC%92%EF%BC%97.0.0.1/", "", false);
    row("IPv6 loopback is refused", "http://[::1]/", "", false);
    row("mapped loopback is refused", "http://[::ffff:127.0.0.1]/", "", false);
    row("port 443 on http passes", "http://93.184.216.34:443/", "", true);
    row("another port is refused", "http://93.184.216.34:8080/", "", false);
    row("port 0 is refused", "http://example.org:0/", "", false);
    row("an allowed network passes with any port", "http://127.0.0.1:8080/", "127.0.0.0/8", true);
    row("an allowed network holds for the mapped form", "http://[::ffff:127.0.0.1]:99/", "127.0.0.0/8", true);
    row("an allowed network holds for the short form", "http://127.1:8080/", "127.0.0.0/8", true);
    row("another network stays forbidden", "http://10.0.0.1/", "127.0.0.0/8", false);
    row("an allowed address passes with any port", "http://10.0.0.1:81/", "10.0.0.1", true);
    row("its neighbour does not", "http://10.0.0.2/", "10.0.0.1", false);
    row("an allowed address with port passes there", "http://10.0.0.1:81/", "10.0.0.1:81", true);
    row("but not on another port", "http://10.0.0.1:82/", "10.0.0.1:81", false);
    row("allowed IPv6 with port", "http://[::1]:81/", "[::1]:81", true);
    row("allowed IPv6 network", "http://[fd00::5]:81/", "fd00::/8", true);
    row("several entries, spaces around them", "http://10.0.0.1/", " 127.0.0.0/8 , 10.0.0.0/8 ", true);
}

void TestAddressCheck::judgesUrls()
{
    QFETCH(QString, url);
    QFETCH(QString, allow);
    QFETCH(bool, passes);
    const AddressPolicy policy(allow.split(u','));
    const auto fault = policy.checkUrl(QUrl(url));
    QCOMPARE(!fault.has_value(), passes);
    if (fault) {
        QCOMPARE(fault->cause, core::Cause::ForbiddenAddress);
        QVERIFY(!fault->message.isEmpty());
    }
}

void TestAddressCheck::judgesResolvedAddresses_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QStringList>("addresses");
    QTest::addColumn<QString>("allow");
    QTest::addColumn<bool>("passes");
    const auto row = [](const char *name, const char *url, const char *addresses, const char *allow,
                        bool passes) {
        QTest::newRow(name) << QString::fromLatin1(url) << QString::fromLatin1(addresses).split(u' ')
                            << QString::fromLatin1(allow) << passes;
    };
    row("a public address passes", "http://a.example/", "93.184.216.34", "", true);
    row("a private address is refused", "http://a.example/", "192.168.0.1", "", false);
    row("one private among public ones is refused", "http://a.example/", "93.184.216.34 8.8.8.8 ::1", "",
        false);
    row("another port is refused", "http://a.example:8080/", "93.184.216.34", "", false);
    row("an allowed host may be private", "http://a.example/", "10.0.0.1", "a.example", true);
    row("an allowed host may have any port", "http://a.example:8080/", "93.184.216.34", "A.Example", true);
    row("an allowed host is no other host", "http://b.a.example/", "10.0.0.1", "a.example", false);
    row("an allowed host:port is that port", "http://a.example:81/", "10.0.0.1", "a.example:81", true);
    row("and no other", "http://a.example:82/", "10.0.0.1", "a.example:81", false);
    row("an allowed network covers names that resolve into it", "http://a.example:81/", "10.0.0.1",
        "10.0.0.0/8", true);
    row("but only if all addresses lie in it", "http://a.example/", "10.0.0.1 192.168.0.1", "10.0.0.0/8",
        false);
    row("a trailing dot does not change the host", "http://a.example./", "10.0.0.1", "a.example", true);
}

void TestAddressCheck::judgesResolvedAddresses()
{
    QFETCH(QString, url);
    QFETCH(QStringList, addresses);
    QFETCH(QString, allow);
    QFETCH(bool, passes);
    QList<QHostAddress> list;
    for (const QString &address : addresses)
        list.append(QHostAddress(address));
    QCOMPARE(!AddressPolicy({allow}).checkAddresses(QUrl(url), list).has_value(), passes);
}

void TestAddressCheck::judgesWhatAProxyWillResolve_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<bool>("passes");
    QTest::newRow("a name passes") << QStringLiteral("http://example.org/") << true;
    QTest::newRow("a name with another port is refused") << QStringLiteral("http://example.org:81/") << false;
    QTest::newRow("an allowed name with another port passes")
        << QStringLiteral("http://ok.example:81/") << true;
    QTest::newRow("localhost is refused") << QStringLiteral("http://localhost/") << false;
    QTest::newRow("a name under localhost is refused") << QStringLiteral("http://a.localhost./") << false;
}

void TestAddressCheck::judgesWhatAProxyWillResolve()
{
    QFETCH(QString, url);
    QFETCH(bool, passes);
    QCOMPARE(!AddressPolicy({QStringLiteral("ok.example")}).checkProxied(QUrl(url)).has_value(), passes);
}

void TestAddressCheck::reportsAllowEntriesThatMeanNothing()
{
    const AddressPolicy policy({QStringLiteral("10.0.0.0/99"), QStringLiteral("host:0"), QStringLiteral(" "),
                                QStringLiteral("a b"), QStringLiteral("fine.example")});
    QCOMPARE(policy.invalidEntries(),
             QStringList({QStringLiteral("10.0.0.0/99"), QStringLiteral("host:0"), QStringLiteral("a b")}));
}

void TestAddressCheck::namesGatesByHostAndPort_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("key");
    const auto row = [](const char *name, const char *url, const char *key) {
        QTest::newRow(name) << QString::fromLatin1(url) << QString::fromLatin1(key);
    };
    row("lower case", "http://Example.ORG/A", "example.org");
    row("the scheme's own port is left out", "https://example.org:443/", "example.org");
    row("http on 443 is another gate", "http://example.org:443/", "example.org:443");
    row("another port is part of it", "http://127.0.0.1:8080/", "127.0.0.1:8080");
    row("IPv6 with a port has brackets", "http://[::1]:8080/", "[::1]:8080");
    row("a trailing dot is dropped", "http://example.org./", "example.org");
}

void TestAddressCheck::namesGatesByHostAndPort()
{
    QFETCH(QString, url);
    QFETCH(QString, key);
    QCOMPARE(hostKey(QUrl(url)), key);
}

void TestAddressCheck::findsRedirectTargets_data()
{
    QTest::addColumn<QString>("from");
    QTest::addColumn<QByteArray>("location");
    QTest::addColumn<QString>("target"); // or the name of the cause after a "!"
    const auto row = [](const char *name, const char *from, const char *location, const char *target) {
        QTest::newRow(name) << QString::fromLatin1(from) << QByteArray(location)
                            << QString::fromLatin1(target);
    };
    row("an absolute URL", "http://a/x", "https://b/y", "https://b/y");
    row("an absolute path", "http://a/x/z?q", "/y", "http://a/y");
    row("a relative path", "http://a/x/z", "y", "http://a/x/y");
    row("another host, same scheme", "https://a/x", "//b/y", "https://b/y");
    row("a fragment is dropped", "http://a/x", "/y#part", "http://a/y");
    row("blanks in the target are encoded", "http://a/x", "/y z", "http://a/y%20z");
    row("https to http is refused", "https://a/x", "http://a/x", "!forbidden_address");
    row("a line break is refused", "http://a/x", "/y\r\nX: 1", "!forbidden_address");
    row("no target is an HTTP error", "http://a/x", "", "!http_error");
    row("a target that is no URL is an HTTP error", "http://a/x", "http://[::1", "!http_error");
}

void TestAddressCheck::findsRedirectTargets()
{
    QFETCH(QString, from);
    QFETCH(QByteArray, location);
    QFETCH(QString, target);
    const auto found = redirectTarget(QUrl(from), location);
    if (const auto *url = std::get_if<QUrl>(&found))
        QCOMPARE(url->toString(QUrl::FullyEncoded), target);
    else
        QCOMPARE(u'!' + QString(core::causeName(std::get<Fault>(found).cause)), target);
}

QTEST_GUILESS_MAIN(TestAddressCheck)
#include "tst_addresscheck.moc"
