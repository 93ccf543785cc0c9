/* Port forwards, of rules that nft(8) and iptables-nft(8) made, as the whole program tells them. */
#define _GNU_SOURCE
#include "helper.h"
#include "inspect-client.h"
#include "net-world.h"

static json_t *document;

static void look_at(const char *name, void (*become)(void))
{
	struct answer answer;
	char request[256], path[64];

	(void) snprintf(path, sizeof(path), "/run/netns/%s", name);
	(void) snprintf(request, sizeof(request), "{\"protocol\":1,\"verb\":\"inspect\",\"namespace\":{\"type\":\"net\",\"ino\":%llu},"
		"\"places\":[{\"path\":\"%s\"}]}", (unsigned long long) ino_of_path(path), path);
	answer = ask_as("nsatlas-inspect", request, become);
	json_decref(document);
	document = json_incref(answer.document);
	must(document);
	free_answer(&answer);
}

static void look(void)
{
	look_at("blue", NULL);
}

static void begin(void)
{
	sh("ip netns exec blue nft flush ruleset");
}

__attribute__((format(printf, 1, 2)))
static void blue(const char *format, ...)
{
	char command[COMMAND_ROOM];
	va_list arguments;

	va_start(arguments, format);
	write_command(command, format, arguments);
	va_end(arguments);
	sh("ip netns exec blue %s", command);
}

/* `tcp 80-80 -> 10.0.0.2:8080-8080 by inet t pre if iifname "x"`; with `at ADDRESS` where it has one. */
static void describe(const json_t *row, char ret_text[512])
{
	int length = snprintf(ret_text, 512, "%s %lld-%lld", string_in(row, "protocol"), number_in(row, "firstPort"), number_in(row, "lastPort"));
	json_t *condition;
	size_t i;

	if (string_in(row, "address"))
		length += snprintf(ret_text + length, 512 - (size_t) length, " at %s", string_in(row, "address"));
	length += snprintf(ret_text + length, 512 - (size_t) length, " -> %s", string_in(row, "toAddress"));
	if (!json_is_null(get(row, "toFirstPort")))
		length += snprintf(ret_text + length, 512 - (size_t) length, ":%lld-%lld", number_in(row, "toFirstPort"), number_in(row, "toLastPort"));
	length += snprintf(ret_text + length, 512 - (size_t) length, " by %s", string_in(row, "evidence"));
	json_array_foreach(get(row, "conditions"), i, condition)
		length += snprintf(ret_text + length, 512 - (size_t) length, " if %s", json_string_value(condition));
}

static void forwards_are(const char *const want[])
{
	const json_t *rows = get(document, "forwards");
	size_t count = 0;
	char text[512];

	for (; want[count]; count++) {
		if (count >= json_array_size(rows))
			break;
		describe(json_array_get(rows, count), text);
		is_string(text, want[count]);
	}
	ok(!want[count]);
	is_number(json_array_size(rows), count);
}

#define FORWARDS_ARE(...) forwards_are((const char *const []) { __VA_ARGS__, NULL })

static const char *gap(void)
{
	const json_t *row = row_with(get(document, "gaps"), "what", "forwards");

	return row ? string_in(row, "why") : "none";
}

static void table(const char *hook)
{
	begin();
	blue("nft 'add table inet t; add chain inet t c; add chain inet t pre { type nat hook %s priority -100; }'", hook);
}

static void rule(const char *chain, const char *text)
{
	blue("nft 'add rule inet t %s %s'", chain, text);
}

/* --- nft */

static void one_port_goes_elsewhere(void)
{
	table("prerouting");
	rule("pre", "tcp dport 80 counter dnat ip to 10.0.0.2:8080");
	rule("pre", "ip6 daddr fd00::1 udp dport 53 dnat ip6 to [fd00::2]:54");
	look();
	FORWARDS_ARE("tcp 80-80 -> 10.0.0.2:8080-8080 by inet t pre", "udp 53-53 at fd00::1 -> fd00::2:54-54 by inet t pre");
	is_string(string_in(json_array_get(get(document, "forwards"), 0), "family"), "inet");
	is_string(string_in(json_array_get(get(document, "forwards"), 1), "family"), "inet6");
	is_string(gap(), "none");
}

static void ranges_and_sets_of_ports_are_rows(void)
{
	table("prerouting");
	rule("pre", "tcp dport { 80, 443, 1000-2000 } dnat ip to 10.0.0.2");
	rule("pre", "udp dport 500-600 dnat ip to 10.0.0.2:500-600");
	rule("pre", "meta l4proto { tcp, udp } th dport 53 dnat ip to 10.0.0.3");
	rule("pre", "tcp dport > 65530 dnat ip to 10.0.0.4");
	rule("pre", "tcp dport != 9-65530 dnat ip to 10.0.0.5");
	look();
	FORWARDS_ARE("tcp 80-80 -> 10.0.0.2 by inet t pre", "tcp 443-443 -> 10.0.0.2 by inet t pre", "tcp 1000-2000 -> 10.0.0.2 by inet t pre",
		"udp 500-600 -> 10.0.0.2:500-600 by inet t pre", "tcp 53-53 -> 10.0.0.3 by inet t pre", "udp 53-53 -> 10.0.0.3 by inet t pre",
		"tcp 65531-65535 -> 10.0.0.4 by inet t pre", "tcp 0-8 -> 10.0.0.5 by inet t pre", "tcp 65531-65535 -> 10.0.0.5 by inet t pre");
	is_string(gap(), "none");
}

static void addresses_are_what_the_rule_says(void)
{
	table("prerouting");
	rule("pre", "ip daddr 192.0.2.0/24 tcp dport 1 dnat ip to 10.0.0.2");
	rule("pre", "ip daddr 192.0.2.0/23 tcp dport 2 dnat ip to 10.0.0.2");
	rule("pre", "ip daddr 192.0.2.5-192.0.2.9 tcp dport 3 dnat ip to 10.0.0.2-10.0.0.9");
	rule("pre", "ip daddr { 192.0.2.1, 192.0.2.3 } tcp dport 4 dnat ip to 10.0.0.2");
	rule("pre", "ip daddr != 192.0.2.1 tcp dport 5 dnat ip to 10.0.0.2");
	rule("pre", "ip daddr 203.0.113.7 dnat ip to 10.0.0.7");
	look();
	FORWARDS_ARE("tcp 1-1 at 192.0.2.0/24 -> 10.0.0.2 by inet t pre", "tcp 2-2 at 192.0.2.0/23 -> 10.0.0.2 by inet t pre",
		"tcp 3-3 at 192.0.2.5-192.0.2.9 -> 10.0.0.2-10.0.0.9 by inet t pre", "tcp 4-4 at 192.0.2.1 -> 10.0.0.2 by inet t pre",
		"tcp 4-4 at 192.0.2.3 -> 10.0.0.2 by inet t pre", "tcp 5-5 -> 10.0.0.2 by inet t pre if daddr != 192.0.2.1",
		"any 0-65535 at 203.0.113.7 -> 10.0.0.7 by inet t pre");
}

static void what_else_is_asked_is_said(void)
{
	table("prerouting");
	rule("pre", "iifname \"eth0\" ip saddr 10.0.0.0/8 tcp dport 1 dnat ip to 10.0.0.2");
	rule("pre", "iifname \"eth*\" tcp sport 7 tcp dport 2 dnat ip to 10.0.0.2");
	rule("pre", "meta mark & 0xff == 3 fib daddr type local tcp dport 3 dnat ip to 10.0.0.2");
	look();
	FORWARDS_ARE("tcp 1-1 -> 10.0.0.2 by inet t pre if iifname \"eth0\" if saddr 10.0.0.0/8",
		"tcp 2-2 -> 10.0.0.2 by inet t pre if iifname \"eth*\" if sport 7", "tcp 3-3 -> 10.0.0.2 by inet t pre if mark 0x3/0xff");
}

static void a_way_through_chains_narrows(void)
{
	table("prerouting");
	rule("pre", "ip daddr 192.0.2.1 tcp dport 80-90 jump c");
	rule("pre", "tcp dport 100 goto c");
	rule("c", "tcp dport 85 dnat ip to 10.0.0.2");
	rule("c", "tcp dport 95 dnat ip to 10.0.0.3");
	rule("c", "udp dport 85 dnat ip to 10.0.0.4");
	rule("c", "dnat ip to 10.0.0.5");
	look();
	FORWARDS_ARE("tcp 85-85 at 192.0.2.1 -> 10.0.0.2 by inet t c", "tcp 80-90 at 192.0.2.1 -> 10.0.0.5 by inet t c",
		"tcp 100-100 -> 10.0.0.5 by inet t c");
}

static void what_an_earlier_rule_settles_no_later_one_gets(void)
{
	table("prerouting");
	rule("pre", "tcp dport 80 dnat ip to 10.0.0.2");
	rule("pre", "ip daddr 192.0.2.1 tcp dport 80 dnat ip to 10.0.0.3");
	rule("pre", "tcp dport 81 accept");
	rule("pre", "tcp dport 81 dnat ip to 10.0.0.4");
	rule("pre", "tcp dport 82 redirect to :8082");
	rule("pre", "tcp dport 82 dnat ip to 10.0.0.5");
	rule("pre", "iifname \"eth0\" tcp dport 83 accept");
	rule("pre", "tcp dport 83 dnat ip to 10.0.0.6");
	rule("pre", "jump c");
	rule("pre", "tcp dport 84 dnat ip to 10.0.0.8");
	rule("pre", "ip daddr 192.0.2.1 tcp dport 85 dnat ip to 10.0.0.9");
	rule("pre", "tcp dport 85 dnat ip to 10.0.0.10");
	rule("pre", "udp dport 86-87 dnat ip to 10.0.0.11");
	rule("pre", "meta l4proto { tcp, udp } th dport 87 dnat ip to 10.0.0.12");
	rule("pre", "udp dport 87-88 dnat ip to 10.0.0.13");
	rule("c", "tcp dport 84 return");
	rule("c", "tcp dport 84 dnat ip to 10.0.0.7");
	look();
	FORWARDS_ARE("tcp 80-80 -> 10.0.0.2 by inet t pre", "tcp 83-83 -> 10.0.0.6 by inet t pre", "tcp 84-84 -> 10.0.0.8 by inet t pre",
		"tcp 85-85 at 192.0.2.1 -> 10.0.0.9 by inet t pre", "tcp 85-85 -> 10.0.0.10 by inet t pre", "udp 86-87 -> 10.0.0.11 by inet t pre",
		"tcp 87-87 -> 10.0.0.12 by inet t pre", "udp 87-87 -> 10.0.0.12 by inet t pre", "udp 87-88 -> 10.0.0.13 by inet t pre");
	is_string(gap(), "none");
}

static void what_is_not_understood_is_counted(void)
{
	table("prerouting");
	rule("pre", "tcp dport vmap { 80 : jump c }");
	rule("pre", "dnat ip to tcp dport map { 81 : 10.0.0.1 }");
	rule("pre", "ct state new tcp dport 82 dnat ip to 10.0.0.2");
	rule("pre", "meta skuid 0 jump c");
	rule("pre", "tcp dport 83 dnat ip to 10.0.0.3");
	rule("pre", "ct state new counter");
	rule("c", "tcp dport 84 dnat ip to 10.0.0.4");
	look();
	FORWARDS_ARE("tcp 83-83 -> 10.0.0.3 by inet t pre");
	is_string(gap(), "rules that may forward a port and are not understood: 4");
	rule("pre", "jump c");
	look();
	FORWARDS_ARE("tcp 83-83 -> 10.0.0.3 by inet t pre", "tcp 84-84 -> 10.0.0.4 by inet t c");
	is_string(gap(), "rules that may forward a port and are not understood: 3");
}

static void a_rule_that_only_our_own_packets_meet_says_so(void)
{
	table("output");
	rule("pre", "tcp dport 80 dnat ip to 10.0.0.2");
	rule("c", "tcp dport 81 dnat ip to 10.0.0.2");
	look();
	FORWARDS_ARE("tcp 80-80 -> 10.0.0.2 by inet t pre if sent by this namespace itself");
}

/* Which of two chains of one priority comes first nobody tells. */
static void of_chains_of_one_priority_none_settles_anything_for_the_other(void)
{
	table("prerouting");
	blue("nft 'add chain inet t other { type nat hook prerouting priority -100; }'");
	blue("nft 'add chain inet t late { type nat hook prerouting priority -50; }'");
	rule("pre", "tcp dport 80 dnat ip to 10.0.0.2");
	rule("other", "tcp dport 80 dnat ip to 10.0.0.3");
	rule("late", "tcp dport 80 dnat ip to 10.0.0.4");
	look();
	is_number(json_array_size(get(document, "forwards")), 2);
}

static void chains_that_are_no_nat_are_none_of_ours(void)
{
	table("prerouting");
	blue("nft 'add chain inet t in { type filter hook prerouting priority 0; }'");
	rule("in", "tcp dport 80 accept");
	look();
	is_number(json_array_size(get(document, "forwards")), 0);
	is_string(gap(), "none");
}

/* --- iptables-nft */

static void nat(const char *rule_text)
{
	blue("iptables-nft -t nat %s", rule_text);
}

static void the_chains_of_docker_are_followed(void)
{
	begin();
	nat("-N DOCKER");
	nat("-A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER");
	nat("-A OUTPUT ! -d 127.0.0.0/8 -m addrtype --dst-type LOCAL -j DOCKER");
	nat("-A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE");
	nat("-A DOCKER -i docker0 -j RETURN");
	nat("-A DOCKER ! -i docker0 -p tcp -m tcp --dport 8080 -j DNAT --to-destination 172.17.0.2:80");
	nat("-A DOCKER -d 127.0.0.5/32 ! -i docker0 -p udp -m udp --dport 53 -j DNAT --to-destination 172.17.0.3:53");
	look();
	FORWARDS_ARE("tcp 8080-8080 -> 172.17.0.2:80-80 by ip nat DOCKER if iifname != \"docker0\"",
		"udp 53-53 at 127.0.0.5 -> 172.17.0.3:53-53 by ip nat DOCKER if iifname != \"docker0\"");
	is_string(gap(), "none");
}

static void the_chains_of_cni_portmap_are_followed(void)
{
	begin();
	nat("-N CNI-HOSTPORT-DNAT");
	nat("-N CNI-HOSTPORT-SETMARK");
	nat("-N CNI-DN-abc");
	nat("-A PREROUTING -m addrtype --dst-type LOCAL -j CNI-HOSTPORT-DNAT");
	nat("-A CNI-HOSTPORT-SETMARK -m comment --comment \"CNI portfwd masquerade mark\" -j MARK --set-xmark 0x2000/0x2000");
	nat("-A CNI-HOSTPORT-DNAT -p tcp -m comment --comment \"dnat name\" -m multiport --dports 8080,8443 -j CNI-DN-abc");
	nat("-A CNI-DN-abc -s 10.88.0.0/16 -p tcp -m tcp --dport 8080 -j CNI-HOSTPORT-SETMARK");
	nat("-A CNI-DN-abc -s 127.0.0.1/32 -p tcp -m tcp --dport 8080 -j CNI-HOSTPORT-SETMARK");
	nat("-A CNI-DN-abc -p tcp -m tcp --dport 8080 -j DNAT --to-destination 10.88.0.7:80");
	nat("-A CNI-DN-abc -p tcp -m tcp --dport 8443 -j DNAT --to-destination 10.88.0.7:443");
	look();
	FORWARDS_ARE("tcp 8080-8080 -> 10.88.0.7:80-80 by ip nat CNI-DN-abc", "tcp 8443-8443 -> 10.88.0.7:443-443 by ip nat CNI-DN-abc");
	is_string(gap(), "none");
}

static void matches_and_targets_of_iptables_are_read(void)
{
	begin();
	nat("-A PREROUTING -p tcp -m multiport --dports 1000:2000,80,443 -j DNAT --to-destination 10.0.0.1");
	nat("-A PREROUTING -p tcp --dport 1:10 -j DNAT --to-destination 10.0.0.2:11-20/1");
	nat("-A PREROUTING -p sctp --dport 9 -j DNAT --to-destination 10.0.0.3:9");
	nat("-A PREROUTING -p tcp ! --dport 81:65535 -j DNAT --to-destination 10.0.0.4-10.0.0.5");
	nat("-A PREROUTING -p udp -m conntrack --ctstate NEW -j DNAT --to-destination 10.0.0.6");
	nat("-A PREROUTING -p udp --dport 7 -j NETMAP --to 10.0.0.0/24");
	blue("ip6tables-nft -t nat -A PREROUTING -d fd00::1 -p tcp --dport 81 -j DNAT --to-destination [fd00::2]:82");
	look();
	FORWARDS_ARE("tcp 80-80 -> 10.0.0.1 by ip nat PREROUTING", "tcp 443-443 -> 10.0.0.1 by ip nat PREROUTING",
		"tcp 1000-2000 -> 10.0.0.1 by ip nat PREROUTING", "tcp 1-10 -> 10.0.0.2:11-20 by ip nat PREROUTING",
		"sctp 9-9 -> 10.0.0.3:9-9 by ip nat PREROUTING", "tcp 0-80 -> 10.0.0.4-10.0.0.5 by ip nat PREROUTING",
		"tcp 81-81 at fd00::1 -> fd00::2:82-82 by ip6 nat PREROUTING");
	is_string(gap(), "rules that may forward a port and are not understood: 2");
}

static void rules_of_iptables_legacy_are_a_gap(void)
{
	/* A table of the kind stays until its namespace ends. */
	if (system("ip netns exec old iptables-legacy -t nat -A PREROUTING -p tcp --dport 80 -j DNAT --to-destination 10.0.0.2 2>/dev/null") != 0) {
		tap_skip("this kernel has no iptables-legacy");
		return;
	}
	look_at("old", NULL);
	is_number(json_array_size(get(document, "forwards")), 0);
	is_string(gap(), "rules of iptables-legacy, which cannot be read: ip_tables_names names a table nat");
}

/* --- limits and rights */

static void of_many_rules_the_first_are_given(void)
{
	FILE *file = popen("ip netns exec blue nft -f -", "we");

	must(file);
	fprintf(file, "flush ruleset\ntable ip t {\nchain pre { type nat hook prerouting priority -100;\n");
	for (int i = 1; i <= 3000; i++)
		fprintf(file, "tcp dport %d dnat to 10.0.0.2:%d\n", i, i);
	fprintf(file, "}\n}\n");
	must(pclose(file) == 0);
	look();
	is_number(json_array_size(get(document, "forwards")), 1024);
	is_string(gap(), "rules beyond those that are given: 1976");
}

/* The kernel would begin to tell of them in less room than it needs, and then end as if there were none. */
static void a_long_rule_hides_none(void)
{
	char text[4096] = "";

	for (int i = 0; i < 60; i++)
		(void) strcat(text, "th dport != 9 ");
	table("prerouting");
	(void) strcat(text, "tcp dport 80 dnat ip to 10.0.0.2");
	rule("pre", text);
	rule("pre", "tcp dport 81 dnat ip to 10.0.0.3");
	look();
	FORWARDS_ARE("tcp 80-80 -> 10.0.0.2 by inet t pre", "tcp 81-81 -> 10.0.0.3 by inet t pre");
	is_string(gap(), "none");
}

/* Whoever owns a net namespace can make rules that take minutes to follow: to 200 times 1000 of them, each of which asks a set
 * of its ports fifty times. */
static void rules_that_take_long_to_follow_keep_nobody_waiting(void)
{
	FILE *file = popen("ip netns exec blue nft -f -", "we");
	int64_t began;

	must(file);
	fprintf(file, "flush ruleset\ntable inet t {\nset s { type inet_service; elements = { 1");
	for (int i = 3; i < 120; i += 2)
		fprintf(file, ", %d", i);
	fprintf(file, " }\n}\nchain c {\n");
	for (int i = 0; i < 1000; i++) {
		for (int j = 0; j < 50; j++)
			fprintf(file, "th dport @s ");
		fprintf(file, "counter\n");
	}
	fprintf(file, "}\nchain pre { type nat hook prerouting priority -100;\n");
	for (int i = 0; i < 200; i++)
		fprintf(file, "jump c\n");
	fprintf(file, "}\n}\n");
	must(pclose(file) == 0);
	began = test_now_ms();
	look();
	ok(test_now_ms() - began < 10000);
	is_string(gap(), "the chains were not followed to their end");
}

/* A set that is longer than is read leaves the rule that asks it open, and costs nothing else. */
static void a_set_of_a_hundred_thousand_is_not_read_to_its_end(void)
{
	FILE *file = popen("ip netns exec blue nft -f -", "we");

	must(file);
	fprintf(file, "flush ruleset\ntable inet t {\nset s { type ipv4_addr; elements = { 10.0.0.0");
	for (int i = 1; i < 100000; i++)
		fprintf(file, ", 10.%d.%d.%d", i >> 16, i >> 8 & 255, i & 255);
	fprintf(file, " }\n}\nchain pre { type nat hook prerouting priority -100;\nip daddr @s dnat ip to 10.0.0.2\n"
		"tcp dport 80 dnat ip to 10.0.0.3\n}\n}\n");
	must(pclose(file) == 0);
	look();
	FORWARDS_ARE("tcp 80-80 -> 10.0.0.3 by inet t pre");
	is_string(gap(), "rules that may forward a port and are not understood: 1");
}

/* The door may be given less than it could use. */
static void without_the_right_there_is_a_gap(void)
{
	table("prerouting");
	rule("pre", "tcp dport 80 dnat ip to 10.0.0.2");
	look_at("blue", become_inspector_without_net_admin);
	is_number(json_array_size(get(document, "forwards")), 0);
	is_string(gap(), "the rules cannot be read without CAP_NET_ADMIN over the namespace's owner");
	look_at("blue", become_inspector);
	FORWARDS_ARE("tcp 80-80 -> 10.0.0.2 by inet t pre");
}

/* Whoever owns the user namespace owns the rules too, and may read them. */
static void an_ordinary_user_reads_the_rules_of_their_sandbox(void)
{
	struct target_child sandbox = start_target(TARGET("setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", "unshare", "-Urn"), 0);
	struct answer answer;
	char request[256];

	sh("nsenter -t %d -U -n nft 'add table ip t; add chain ip t pre { type nat hook prerouting priority -100; };"
		" add rule ip t pre tcp dport 80 dnat to 10.0.0.2; add rule ip t pre tcp dport { 81, 85 } dnat to 10.0.0.3'", (int) sandbox.pid);
	(void) snprintf(request, sizeof(request), "{\"protocol\":1,\"verb\":\"inspect\",\"namespace\":{\"type\":\"net\",\"ino\":%llu},"
		"\"places\":[{\"pid\":%d,\"startTime\":%llu}]}", (unsigned long long) ino_of(sandbox.pid, "net"), (int) sandbox.pid,
		(unsigned long long) start_time_of(sandbox.pid));
	answer = ask_as("nsatlas-inspect", request, become_nobody);
	json_decref(document);
	document = json_incref(answer.document);
	FORWARDS_ARE("tcp 80-80 -> 10.0.0.2 by ip t pre", "tcp 81-81 -> 10.0.0.3 by ip t pre", "tcp 85-85 -> 10.0.0.3 by ip t pre");
	free_answer(&answer);
	end_target(&sandbox);
}

int main(void)
{
	enter_world();
	sh("ip netns add blue && ip netns add old");
	TEST(one_port_goes_elsewhere);
	TEST(ranges_and_sets_of_ports_are_rows);
	TEST(addresses_are_what_the_rule_says);
	TEST(what_else_is_asked_is_said);
	TEST(a_way_through_chains_narrows);
	TEST(what_an_earlier_rule_settles_no_later_one_gets);
	TEST(what_is_not_understood_is_counted);
	TEST(a_rule_that_only_our_own_packets_meet_says_so);
	TEST(of_chains_of_one_priority_none_settles_anything_for_the_other);
	TEST(chains_that_are_no_nat_are_none_of_ours);
	TEST(the_chains_of_docker_are_followed);
	TEST(the_chains_of_cni_portmap_are_followed);
	TEST(matches_and_targets_of_iptables_are_read);
	TEST(rules_of_iptables_legacy_are_a_gap);
	TEST(of_many_rules_the_first_are_given);
	TEST(a_long_rule_hides_none);
	TEST(rules_that_take_long_to_follow_keep_nobody_waiting);
	TEST(a_set_of_a_hundred_thousand_is_not_read_to_its_end);
	TEST(without_the_right_there_is_a_gap);
	TEST(an_ordinary_user_reads_the_rules_of_their_sandbox);
	json_decref(document);
	return tap_done();
}
